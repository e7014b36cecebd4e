/**
 * Fits the mean curves of a running body (src/kernels/simulation/running-curves.ts) to the shared treadmill runs and prints
 * them: `tsx test/accuracy/fit-runner-curves.ts DIR`.
 *
 * Everything is expressed as the pipeline sees a body: zero is quiet standing, and a thigh swings in the plane that the
 * pelvis' mean faces (a pod without magnetometer cannot know better). Lab axes here: X forward, Y up, Z right.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { mean } from "simple-statistics";
import * as z from "zod";
import { readTreadmillSamples } from "../../src/import/treadmill-samples.ts";
import { readTreadmillRunner } from "../../src/import/treadmill-runner.ts";
import { GaitPhase, type Jet } from "../../src/kernels/simulation/gait-phase.ts";
import { type Side, sides } from "../../src/model/pod.ts";
import { radPerDeg, standardGravityMPerS2 } from "../../src/model/units.ts";
import {
  type OpticalAngle,
  type OpticalAngles,
  opticalAngleAt,
  type PlateContact,
  readOpticalAngles,
  readPlateContacts,
} from "../support/treadmill-reference.ts";
import { fromRotationVector, type Matrix3, multiply, transform, transpose, turn } from "./matrix3.ts";
import { readRunFolders } from "./treadmill-trial.ts";
import { type LinearModel, type Observation, weightedRidge } from "./weighted-ridge.ts";

const speeds = [2.5, 3.5, 4.5];
const harmonics = 10;

/** Pelvis in the lab (Baker 2001), anatomical. */
function pelvisMatrix(angles: OpticalAngles, timeS: number): Matrix3 {
  const at = (angle: OpticalAngle) => radPerDeg * opticalAngleAt(angles, angle, timeS);
  return multiply(
    turn("y", at("pelvicRotation")),
    turn("x", -at("pelvicObliquity")),
    turn("z", -at("pelvicTilt")),
  );
}

/** Thigh in the lab, anatomical. */
function thighMatrix(angles: OpticalAngles, side: Side, timeS: number): Matrix3 {
  const at = (angle: OpticalAngle) => radPerDeg * opticalAngleAt(angles, angle, timeS);
  const mirror = side === "left" ? -1 : 1;
  return multiply(
    pelvisMatrix(angles, timeS),
    turn("z", at(`${side}HipFlexion`)),
    turn("x", mirror * at(`${side}HipAdduction`)),
    turn("y", mirror * at(`${side}HipInternalRotation`)),
  );
}

/** Takes standing out of a segment's frame: standing it is upright and faces forward. */
function standingCorrection(standing: Matrix3): Matrix3 {
  // Heading of the right axis.
  const heading = Math.atan2(standing[2] as number, standing[8] as number);
  return multiply(transpose(standing), turn("y", heading));
}

const phaseOf = (contacts: readonly PlateContact[], dutyPhase: number): GaitPhase => {
  const phase = new GaitPhase();
  let half = contacts[0]?.side === "right" ? 0 : 1;
  let previous: Side | null = null;
  for (const { side, initialContactS, toeOffS } of contacts) {
    if (side === previous) half += 1;
    phase.add(initialContactS, half / 2);
    phase.add(toeOffS, half / 2 + dutyPhase);
    half += 1;
    previous = side;
  }
  return phase;
};

interface TrialCurves {
  readonly speed: number;
  readonly contacts: readonly PlateContact[];
  readonly strideS: number;
  readonly duty: number;
  readonly height: number;
  readonly timeS: number[];
  /** Per time: pelvis tilt, obliquity, rotation; left, right hip flexion, adduction, rotation, rad; forward, up, right acceleration of the sacral pod; thigh pods' too. */
  readonly values: number[][];
}

const DIR = process.argv[2] as string;
const trials: TrialCurves[] = [];
for await (const { path, contacts, raw } of readRunFolders(DIR, (text) => console.error(text))) {
  const angles = await readOpticalAngles(path);
  const { mounting } = { mounting: JSON.parse(await readFile(join(path, "runner.json"), "utf8")).pod_in_segment_true_rotvec_deg };
  const height = (raw.runner.height_cm ?? 175) / 100;
  const standingTimes = angles.timeS.filter((_, i) => angles.activity[i] === "standing");
  const middle = standingTimes[Math.floor(standingTimes.length / 2)] as number;
  const segments = ["pelvis", "leftThigh", "rightThigh"] as const;
  const anatomical = (segment: (typeof segments)[number], t: number) =>
    segment === "pelvis" ? pelvisMatrix(angles, t) : thighMatrix(angles, segment === "leftThigh" ? "left" : "right", t);
  const correction = Object.fromEntries(segments.map((s) => [s, standingCorrection(anatomical(s, middle))])) as Record<(typeof segments)[number], Matrix3>;
  for (const speed of speeds) {
    const own = contacts.filter((c) => c.beltSpeedMPerS === speed);
    const startS = (own[0]?.initialContactS as number) + 0.5;
    const endS = (own.at(-1)?.initialContactS as number) - 0.5;
    const timeS: number[] = [];
    const poses: Matrix3[][] = [];
    const acc: number[][] = [];
    for (let i = 0; i < raw.samples.count; i += 1) {
      const t = raw.samples.timeS[i] as number;
      if (t < startS || t > endS) continue;
      timeS.push(t);
      const ms = segments.map((s) => anatomical(s, t));
      acc.push(
        segments.flatMap((s, k) => {
          const names = ["pelvis", "left_thigh", "right_thigh"];
          const r = fromRotationVector((mounting[names[k] as string] as number[]).map((d) => d * radPerDeg));
          const a = raw.samples.pods[s].accMPerS2.subarray(3 * i, 3 * i + 3);
          const lab = transform(multiply(ms[k] as Matrix3, r), [...a]);
          return [lab[0] as number, (lab[1] as number) - standardGravityMPerS2, lab[2] as number];
        }),
      );
      poses.push(ms.map((m, k) => multiply(m, correction[segments[k] as "pelvis"])));
    }
    // Swing plane: principal axis of each thigh's horizontal angular rate against the pelvis' mean right axis.
    const heading = mean(poses.map((p) => Math.atan2((p[0] as Matrix3)[2] as number, (p[0] as Matrix3)[8] as number)));
    const swing = [1, 2].map((k) => {
      let xx = 0, xz = 0, zz = 0;
      for (let i = 1; i < poses.length; i++) {
        const a = poses[i - 1]?.[k] as Matrix3, b = poses[i]?.[k] as Matrix3;
        const d = multiply(b, transpose(a));
        const wx = ((d[7] as number) - (d[5] as number)) / 2, wz = ((d[3] as number) - (d[1] as number)) / 2;
        xx += wx * wx; xz += wx * wz; zz += wz * wz;
      }
      // angle of the axis from Z towards X
      return 0.5 * Math.atan2(2 * xz, zz - xx);
    });
    const values = poses.map((p, i) => {
      const pelvis = multiply(turn("y", -heading), p[0] as Matrix3);
      const tilt = Math.atan2(-(pelvis[3] as number), pelvis[4] as number);
      const row = [tilt, Math.asin(pelvis[5] as number), Math.atan2(pelvis[2] as number, pelvis[8] as number)];
      for (const k of [1, 2]) {
        const thigh = multiply(turn("y", -(swing[k - 1] as number)), p[k] as Matrix3);
        const hip = multiply(transpose(pelvis), thigh);
        const mirror = k === 1 ? -1 : 1;
        row.push(
          Math.atan2(-(hip[1] as number), hip[4] as number),
          mirror * Math.asin(hip[7] as number),
          mirror * Math.atan2(-(hip[6] as number), hip[8] as number),
        );
      }
      row.push(...(acc[i] as number[]));
      return row;
    });
    const stances = own.map((c) => c.toeOffS - c.initialContactS);
    const strideS = ((own.at(-1)?.initialContactS as number) - (own[0]?.initialContactS as number)) / (own.length - 1) * 2;
    console.error(path.slice(-9), speed, "swing plane", swing.map((s) => (s / radPerDeg).toFixed(1)).join(" "), "heading", (heading/radPerDeg).toFixed(1), "duty", (mean(stances) / strideS).toFixed(3));
    trials.push({ speed, contacts: own, strideS, duty: mean(stances) / strideS, height, timeS, values });
  }
}


/** Duties of the mean runner. */
const duties = speeds.map((speed) => mean(trials.filter((t) => t.speed === speed).map((t) => t.duty)));
const strides = speeds.map((speed) => mean(trials.filter((t) => t.speed === speed).map((t) => t.strideS)));
console.error("duty", duties.map((d) => d.toFixed(4)), "stride", strides.map((d) => d.toFixed(4)));

/** The curves: what they are called, their columns (of the body, or of left and right side), parity and kind. */
const kinds = [
  { name: "pelvicTilt", columns: [0], parity: "even", derivative: 0 },
  { name: "pelvicObliquity", columns: [1], parity: "odd", derivative: 0 },
  { name: "pelvicRotation", columns: [2], parity: "odd", derivative: 0 },
  { name: "hipFlexion", columns: [3, 6], parity: "all", derivative: 0 },
  { name: "hipAdduction", columns: [4, 7], parity: "all", derivative: 0 },
  { name: "hipInternalRotation", columns: [5, 8], parity: "all", derivative: 0 },
  { name: "pelvisForward", columns: [9], parity: "even", derivative: 2 },
  { name: "pelvisUp", columns: [10], parity: "even", derivative: 2 },
  { name: "pelvisRight", columns: [11], parity: "odd", derivative: 2 },
  { name: "thighForward", columns: [12, 15], parity: "all", derivative: 2 },
  { name: "thighUp", columns: [13, 16], parity: "all", derivative: 2 },
  { name: "thighOutward", columns: [14, 17], parity: "all", derivative: 2 },
] as const;

const table: Record<string, number[][]> = {};
for (const kind of kinds) {
  const rows: number[][] = [];
  const explained: string[] = [];
  for (const [s, speed] of speeds.entries()) {
    const ks = Array.from({ length: harmonics }, (_, i) => i + 1).filter(
      (k) => kind.parity === "all" || (k % 2 === 0) === (kind.parity === "even"),
    );
    const observations: Observation[] = [];
    for (const trial of trials.filter((t) => t.speed === speed)) {
      const phase = phaseOf(trial.contacts, duties[s] as number);
      const jet: Jet = [0, 0, 0];
      const T = trial.strideS;
      trial.timeS.forEach((t, i) => {
        if (i % 3 !== 0) return;
        phase.at(jet, t);
        kind.columns.forEach((column, c) => {
          // Sided curves are those of the right side; the left one's phase is half a stride off. A left outward is minus right.
          const left = kind.columns.length === 2 && c === 0;
          const p = 2 * Math.PI * (jet[0] + (left ? 0.5 : 0));
          const sign = kind.name === "thighOutward" && left ? -1 : 1;
          const inputs = ks.flatMap((k) => {
            const cos = Math.cos(k * p), sin = Math.sin(k * p);
            if (kind.derivative === 0) return [cos, sin];
            const w = 2 * Math.PI * k, r2 = (jet[1] * T) ** 2, a = jet[2] * T * T;
            return [-w * w * r2 * cos - w * a * sin, -w * w * r2 * sin + w * a * cos];
          });
          observations.push({ inputs, value: sign * (trial.values[i]?.[column] as number), weight: 1 / trial.timeS.length });
        });
      });
    }
    const model: LinearModel = weightedRidge(observations, 0);
    const constant = mean(observations.map((o) => o.value));
    let res = 0, all = 0;
    for (const o of observations) {
      const f = o.inputs.reduce((sum, x, i) => sum + x * (model.slopes[i] as number), model.constant);
      res += (o.value - f) ** 2; all += (o.value - constant) ** 2;
    }
    explained.push(`${(100 * (1 - res / all)).toFixed(0)}% rms ${Math.sqrt(all / observations.length).toFixed(3)} mean ${(kind.derivative === 0 ? model.constant / radPerDeg : model.constant).toFixed(2)}`);
    const row = new Array(2 * harmonics + 1).fill(0);
    row[0] = kind.derivative === 0 ? model.constant : 0;
    ks.forEach((k, i) => { row[2 * k - 1] = model.slopes[2 * i]; row[2 * k] = model.slopes[2 * i + 1]; });
    rows.push(row);
  }
  console.error(kind.name, explained.join(" | "));
  table[kind.name] = rows;
}
const number = (value: number): string => String(Number(value.toPrecision(4)));
const curve = (name: string, s: number): string => `[${(table[name]?.[s] ?? []).map(number).join(",")}]`;
const segmentCurves = {
  pelvis: { tilt: "pelvicTilt", obliquity: "pelvicObliquity", rotation: "pelvicRotation", forward: "pelvisForward", up: "pelvisUp", right: "pelvisRight" },
  thigh: { flexion: "hipFlexion", adduction: "hipAdduction", internalRotation: "hipInternalRotation", forward: "thighForward", up: "thighUp", right: "thighOutward" },
};
for (const [s, speedMPerS] of speeds.entries()) {
  console.log(`{ speedMPerS: ${speedMPerS}, dutyFactor: ${number(duties[s] as number)}, strideTimeS: ${number(strides[s] as number)},`);
  for (const [segment, curves] of Object.entries(segmentCurves)) {
    const rows = Object.entries(curves).map(([key, name]) => `${key}: ${curve(name, s)}`);
    console.log(`${segment}: { ${rows.join(",\n")} },`);
  }
  console.log("},");
}
