import { median } from "simple-statistics";
import { treadmillSession } from "../../src/import/treadmill-session.ts";
import { pelvisOnly } from "../support/pelvis-only.ts";
import { ofKind, pipelineOutputs } from "../support/recorded-events.ts";
import type { PlateContact } from "../support/treadmill-reference.ts";
import { type Figure, largest, type Measured } from "./figure.ts";
import { type PodTurn, withPodTurned } from "./manipulate.ts";
import { measureStance } from "./stance.ts";
import { type RawRun, type TreadmillRun, trialsOf } from "./treadmill-trial.ts";

/** An event this close to the plate's is the same event, s. */
const matchS = 0.06;

/** Sides need some steps: after forward is known, and after a piece of the recording begins (what joins them is no running), s. */
const stepsS = 3;

/** Axes of the case at nominal mounting: up, to the left, backward; a turn about the last raises the right side. */
const caseAxes = {
  up: Float64Array.of(1, 0, 0),
  backward: Float64Array.of(0, 0, 1),
} as const;

/** Figures of the stance that are taken without thigh pods too. */
const pelvisFigures = [
  "stance-rms",
  "stance-change-rms",
  "si-rms",
  "si-sign",
  "si-change-rms",
  "si-interval-coverage",
  "decision-delay-p95",
];

/** How far the pelvis is made to drop (+) or hike (−) on the swinging side, at most, degrees. */
const drops = [8, -4, -8] as const;
const dropSides = ["left", "right"] as const;

/** Half a turn about the vertical: the pod is on the pelvis back to front. */
const backToFront: PodTurn = { axis: caseAxes.up, deg: () => ({ deg: 180, degPerS: 0 }) };

/**
 * A pelvis that drops on the other side in each stance of one side. It goes down and comes back within the stance, as a weak hip would let it, from `fromS` on.
 */
function oneSidedDrop(
  contacts: readonly PlateContact[],
  side: PlateContact["side"],
  dropDeg: number,
  fromS: number,
): PodTurn {
  const stances = contacts.filter((c) => c.side === side && c.initialContactS >= fromS);
  // Left stance: the right side goes down.
  const sign = side === "left" ? -1 : 1;
  let next = 0;
  return {
    axis: caseAxes.backward,
    deg: (timeS) => {
      while ((stances[next]?.toeOffS ?? Number.POSITIVE_INFINITY) < timeS) next += 1;
      const stance = stances[next];
      if (stance === undefined || timeS < stance.initialContactS) return { deg: 0, degPerS: 0 };
      const lengthS = stance.toeOffS - stance.initialContactS;
      const phase = (Math.PI * (timeS - stance.initialContactS)) / lengthS;
      return {
        deg: sign * dropDeg * Math.sin(phase) ** 2,
        degPerS: (sign * dropDeg * Math.PI * Math.sin(2 * phase)) / lengthS,
      };
    },
  };
}

/** Contacts of the plate that were found once forward was known, and what was said of them. */
interface Told {
  readonly contacts: number;
  /** Those that come after enough steps. */
  readonly settled: number;
  readonly settledTold: number;
  readonly told: number;
  readonly right: number;
  /** From forward being known to the first side, s. */
  readonly firstS: number;
}

async function runPelvisOnly({ runner, samples }: RawRun): Promise<TreadmillRun["outputs"]> {
  const { header, events } = treadmillSession(runner, samples, { seed: 1, title: null });
  const alone = pelvisOnly(header, [...events]);
  return pipelineOutputs(alone.header, alone.events);
}

function toldOf({ outputs, contacts }: Pick<TreadmillRun, "outputs" | "contacts">): Told {
  const landings = ofKind(outputs, "gaitEvent").filter((e) => e.type === "initialContact");
  const forward = ofKind(outputs, "calibration").find(
    (c) => c.stage === "gait" && (c.verdict === "good" || c.verdict === "turned"),
  );
  const knownS = forward?.timeS ?? Number.POSITIVE_INFINITY;
  const told = { contacts: 0, settled: 0, settledTold: 0, told: 0, right: 0 };
  let pieceS = knownS;
  contacts.forEach((contact, i) => {
    if (contact.beltSpeedMPerS !== contacts[i - 1]?.beltSpeedMPerS) {
      pieceS = Math.max(knownS, contact.initialContactS);
    }
    const event = landings.find((e) => Math.abs(e.timeS - contact.initialContactS) <= matchS);
    if (event === undefined || event.timeS < knownS) return;
    const settled = event.timeS >= pieceS + stepsS;
    told.contacts += 1;
    told.settled += Number(settled);
    if (event.side === null) return;
    told.settledTold += Number(settled);
    told.told += 1;
    told.right += Number(event.side === contact.side);
  });
  const first = landings.find((e) => e.side !== null)?.timeS ?? Number.POSITIVE_INFINITY;
  return { ...told, firstS: first - knownS };
}

function shareOf(id: string, told: readonly Told[], part: keyof Told, whole: keyof Told): Figure {
  const sum = (key: keyof Told): number => told.reduce((total, one) => total + one[key], 0);
  return { id, value: (100 * sum(part)) / sum(whole), unit: "%", n: sum(whole) };
}

/** The sides that a run's pelvis pod tells that has been turned on the body. */
async function toldWhenTurned({ raw, contacts }: TreadmillRun, turn: PodTurn): Promise<Told> {
  const samples = withPodTurned(raw.samples, "pelvis", turn);
  return toldOf({ outputs: await runPelvisOnly({ ...raw, samples }), contacts });
}

/**
 * The runs without their thigh pods: whether sides are right where they are told, and what stance times are then worth. The same
 * with the pod back to front, and with a pelvis that drops or hikes on one side, from the first step on or from the second piece on.
 */
export async function measurePelvisOnly(
  runs: readonly TreadmillRun[],
  progress: (text: string) => void,
): Promise<Measured> {
  const alone: TreadmillRun[] = [];
  const turned: Told[] = [];
  const droppedFirst: Told[] = [];
  const droppedLater: Told[] = [];
  for (const run of runs) {
    progress(`${run.name} without thigh pods`);
    alone.push({ ...run, outputs: await runPelvisOnly(run.raw) });
    turned.push(await toldWhenTurned(run, backToFront));
    const laterS = run.contacts.find(
      (c) => c.beltSpeedMPerS !== run.contacts[0]?.beltSpeedMPerS,
    )?.initialContactS;
    for (const deg of drops) {
      for (const side of dropSides) {
        const from = (fromS: number): Promise<Told> =>
          toldWhenTurned(run, oneSidedDrop(run.contacts, side, deg, fromS));
        droppedFirst.push(await from(0));
        droppedLater.push(await from((laterS ?? 0) + stepsS));
      }
    }
  }
  const told = alone.map(toldOf);
  const firstS = told.map((one) => one.firstS);
  const stance = measureStance(trialsOf(alone));
  const renamed = stance.figures
    .filter(({ id }) => pelvisFigures.includes(id))
    .map((figure): Figure => ({ ...figure, id: `${figure.id}-pelvis-only` }));
  return {
    figures: [
      shareOf("side-right-pelvis-only", told, "right", "told"),
      shareOf("side-told-pelvis-only", told, "settledTold", "settled"),
      shareOf("side-told-pelvis-only-all", told, "told", "contacts"),
      {
        id: "side-first-pelvis-only",
        value: median(firstS),
        unit: "s",
        n: firstS.length,
        worst: largest(firstS),
      },
      shareOf("side-right-back-to-front", turned, "right", "told"),
      shareOf("side-told-back-to-front", turned, "settledTold", "settled"),
      shareOf("side-right-drop", droppedFirst, "right", "told"),
      shareOf("side-told-drop", droppedFirst, "settledTold", "settled"),
      shareOf("side-right-drop-later", droppedLater, "right", "told"),
      shareOf("side-told-drop-later", droppedLater, "settledTold", "settled"),
      ...renamed,
    ],
    tables: stance.tables.map((table) => ({ ...table, title: `${table.title}, pelvis pod only` })),
  };
}
