import { from, lastValueFrom, tap } from "rxjs";
import type { BodyMotion } from "../../../src/kernels/simulation/body-motion.ts";
import type { AlertOutput, Suspension } from "../../../src/model/alert-output.ts";
import type { Placement } from "../../../src/model/pod.ts";
import { sessionPipeline } from "../../../src/pipeline/session-pipeline.ts";
import { evaluateAlerts } from "../../../src/session/evaluate-alerts.ts";
import { defaultScenario } from "../../../src/transport/simulated/scenario.ts";
import { scenarioMotion } from "../../../src/transport/simulated/scenario-motion.ts";
import type { ScenarioInput } from "../../../src/transport/simulated/scenario-schema.ts";
import { Simulation } from "../../../src/transport/simulated/simulation.ts";
import type { Figure, Measured } from "../figure.ts";
import { gaitAlerts } from "./gait-alerts.ts";
import { type ChangeKind, changeKinds } from "./stride-source.ts";

const amounts: Readonly<Record<ChangeKind, number>> = {
  "stance-shortened": 6,
  "pelvic-tilt": 6,
  "contralateral-drop": 4,
  "hip-rotation-reduced": 40,
};

const changeS = 300;
const changedDurationS = 470;
const troubleS = 300;
const troubledDurationS = 345;

/** What one run of packets through the whole chain came to. */
interface ChainRun {
  readonly alerts: AlertOutput[];
  /** When a pod was first said to be silent, slipped or swapped after the trouble began, s. */
  detectedAtS: number | null;
  /** When gait rules first said that they rest for it, s, and why. */
  suspendedAtS: number | null;
  suspension: Suspension | null;
  /** Placements said to have slipped. */
  readonly slipped: Placement[];
}

type Changes = Partial<ScenarioInput>;

/** Runs simulated pods through pipeline and alerts, as a session does. */
async function runChain(
  changes: Changes,
  motionOf: (scenario: Simulation["scenario"]) => BodyMotion = scenarioMotion,
): Promise<ChainRun> {
  const scenario = defaultScenario({
    runner: { affectedSide: "left" },
    stages: [
      { atS: 0, gait: "standing" },
      { atS: 8, gait: "running", speedMPerS: 2.8 },
    ],
    ...changes,
  });
  const simulation = new Simulation(scenario, motionOf);
  const run: ChainRun = {
    alerts: [],
    detectedAtS: null,
    suspendedAtS: null,
    suspension: null,
    slipped: [],
  };
  const outputs = from(simulation.events()).pipe(
    sessionPipeline(simulation.header),
    evaluateAlerts(simulation.header),
    tap((output) => {
      if (output.kind === "alert") run.alerts.push(output);
      if (output.timeS < troubleS) return;
      if (output.kind === "podState" && output.liveness === "silent") {
        run.detectedAtS ??= output.timeS;
      }
      if (output.kind === "calibration") {
        const { verdict, placement, timeS } = output;
        if (verdict === "slipped") run.slipped.push(placement);
        if (["slipped", "swapped", "swapped-with-pelvis"].includes(verdict)) {
          run.detectedAtS ??= timeS;
        }
      }
      if (output.kind === "gaitWatch" && run.detectedAtS !== null) {
        const resting = output.rules.find(({ suspended }) => suspended !== null)?.suspended;
        if (resting === undefined) return;
        run.suspendedAtS ??= output.timeS;
        run.suspension ??= resting;
      }
    }),
  );
  await lastValueFrom(outputs);
  return run;
}

/** A body whose thigh pods change places at a moment: each feels the other thigh from then on. */
function swappedAt(scenario: Simulation["scenario"], atS: number): BodyMotion {
  const motion = scenarioMotion(scenario);
  const other: Readonly<Record<Placement, Placement>> = {
    pelvis: "pelvis",
    leftThigh: "rightThigh",
    rightThigh: "leftThigh",
  };
  return {
    strapMotion: (out, placement, timeS) =>
      motion.strapMotion(out, timeS < atS ? placement : other[placement], timeS),
    anglesAt: (timeS) => motion.anglesAt(timeS),
    stances: (fromS, toS) => motion.stances(fromS, toS),
  };
}

interface Trouble {
  readonly faults?: NonNullable<Changes["faults"]>;
  readonly isSwap?: true;
}

const troubleNames = ["pod-lost", "pelvis-lost", "slip", "pelvis-slip", "swapped"] as const;
const troubles: Readonly<Record<(typeof troubleNames)[number], Trouble>> = {
  "pod-lost": { faults: [{ kind: "dropout", pod: "leftThigh", atS: troubleS, forS: 60 }] },
  "pelvis-lost": { faults: [{ kind: "dropout", pod: "pelvis", atS: troubleS, forS: 60 }] },
  slip: { faults: [{ kind: "slip", pod: "leftThigh", atS: troubleS, tiltDeg: 12, rollDeg: 9 }] },
  "pelvis-slip": { faults: [{ kind: "slip", pod: "pelvis", atS: troubleS, tiltDeg: 12 }] },
  swapped: { isSwap: true },
};

const share = (id: string, isSo: readonly boolean[]): Figure => ({
  id,
  value: (100 * isSo.filter(Boolean).length) / isSo.length,
  unit: "%",
  n: isSo.length,
});

/** Figures, and a row for each run. */
interface Part {
  readonly figures: Figure[];
  readonly rows: string[][];
}

const timeText = (timeS: number | null): string => (timeS === null ? "—" : `${timeS.toFixed(1)} s`);

function row(name: string, seed: number, run: ChainRun): string[] {
  const alerts = gaitAlerts(run.alerts, "alert").map((a) => `${a.ruleId} ${timeText(a.timeS)}`);
  return [
    name,
    `${seed}`,
    alerts.join(", ") || "none",
    timeText(run.detectedAtS),
    timeText(run.suspendedAtS),
    run.suspension ?? "",
  ];
}

/** True changes that grow within a minute. */
async function chainedChange(
  kind: ChangeKind,
  seeds: readonly number[],
  progress: (text: string) => void,
): Promise<Part> {
  const rows: string[][] = [];
  const raised: boolean[] = [];
  for (const seed of seeds) {
    progress(`alerts: ${kind} through the whole chain, seed ${seed}`);
    const run = await runChain({
      seed,
      durationS: changedDurationS,
      compensations: [{ kind, side: "left", atS: changeS, rampS: 60, amount: amounts[kind] }],
    });
    rows.push(row(kind, seed, run));
    raised.push(gaitAlerts(run.alerts, "alert").some(({ ruleId }) => ruleId.startsWith(kind)));
  }
  return { figures: [share(`chain-${kind}-raised`, raised)], rows };
}

/** A pelvis that tips and is no slip. */
async function chainedTilt(
  rampS: number,
  seeds: readonly number[],
  progress: (text: string) => void,
): Promise<Part> {
  const rows: string[][] = [];
  const held: boolean[] = [];
  for (const seed of seeds) {
    progress(`alerts: a pelvis that tips by 6° within ${rampS} s, seed ${seed}`);
    const run = await runChain({
      seed,
      durationS: changeS + rampS + 30,
      compensations: [{ kind: "pelvic-tilt", side: "left", atS: changeS, rampS, amount: 6 }],
    });
    rows.push(row(`tilt in ${rampS} s`, seed, run));
    held.push(!run.slipped.includes("pelvis"));
  }
  return { figures: [share(`chain-tilt-${rampS}s-no-slip`, held)], rows };
}

/** What goes wrong with pods during a run. */
async function chainedTrouble(
  name: keyof typeof troubles,
  seeds: readonly number[],
  progress: (text: string) => void,
): Promise<Part> {
  const { faults, isSwap }: Trouble = troubles[name];
  const rows: string[][] = [];
  const quiet: boolean[] = [];
  const delays: number[] = [];
  for (const seed of seeds) {
    progress(`alerts: ${name} through the whole chain, seed ${seed}`);
    const changes = { seed, durationS: troubledDurationS, ...(faults && { faults }) };
    const run = await runChain(
      changes,
      isSwap === undefined ? scenarioMotion : (scenario) => swappedAt(scenario, troubleS),
    );
    rows.push(row(name, seed, run));
    quiet.push(gaitAlerts(run.alerts, "alert").length === 0);
    const { detectedAtS, suspendedAtS } = run;
    const isTold = detectedAtS !== null && suspendedAtS !== null;
    delays.push(isTold ? suspendedAtS - detectedAtS : Number.POSITIVE_INFINITY);
  }
  const rests: Figure = {
    id: `chain-${name}-rests-after`,
    value: Math.max(...delays),
    unit: "s",
    n: delays.length,
  };
  return { figures: [share(`chain-${name}-no-alert`, quiet), rests], rows };
}

/** Simulated packets through the whole chain, fewer than on paper: whether what is told on paper is told of packets, too. */
export async function measureFullChain(progress: (text: string) => void): Promise<Measured> {
  const parts: Part[] = [];
  for (const kind of changeKinds) parts.push(await chainedChange(kind, [1, 2], progress));
  for (const rampS of [60, 30]) parts.push(await chainedTilt(rampS, [1, 2, 3], progress));
  for (const name of troubleNames) parts.push(await chainedTrouble(name, [1, 2], progress));
  const heading = ["whole chain", "seed", "gait alerts", "detected", "rests", "why"];
  return {
    figures: parts.flatMap(({ figures }) => figures),
    tables: [
      {
        title: "Alerts through the whole chain",
        rows: [heading, ...parts.flatMap(({ rows }) => rows)],
      },
    ],
  };
}
