import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { mean } from "simple-statistics";
import { type Placement, placements, type Side, sideOf } from "../../src/model/pod.ts";
import { radPerDeg, standardGravityMPerS2 } from "../../src/model/units.ts";
import {
  type OpticalAngle,
  type OpticalAngles,
  opticalAngleAt,
  type PlateContact,
  readOpticalAngles,
} from "../support/treadmill-reference.ts";
import {
  fromRotationVector,
  type Matrix3,
  multiply,
  transform,
  transpose,
  turn,
} from "./matrix3.ts";
import { type RawRun, readRunFolders } from "./treadmill-trial.ts";

/** What is known at one instant of a run. Lab axes: X forward, Y up, Z right. */
export interface RunningInstant {
  readonly timeS: number;
  /** Tilt, obliquity, rotation, rad, zero = quiet standing. */
  readonly pelvis: readonly number[];
  /** Flexion, adduction, internal rotation, rad, zero = quiet standing, the thigh swinging in the pelvis' mean plane. */
  readonly hip: Readonly<Record<Side, readonly number[]>>;
  /** Acceleration of each pod, m/s². */
  readonly accelerationMPerS2: Readonly<Record<Placement, readonly number[]>>;
}

/** One runner at one speed. */
export interface RunningTrial {
  readonly runner: string;
  readonly speedMPerS: number;
  readonly contacts: readonly PlateContact[];
  readonly strideTimeS: number;
  readonly dutyFactor: number;
  readonly instants: readonly RunningInstant[];
}

/** The optical angles stop a little before the first and after the last contact. */
const marginS = 0.5;

const podColumns: Readonly<Record<Placement, string>> = {
  pelvis: "pelvis",
  leftThigh: "left_thigh",
  rightThigh: "right_thigh",
};

/** Segment in the lab, anatomical: pelvis as Y-X'-Z'' (Baker 2001), thigh in it as Z-X'-Y'' (Wu 2002). */
function anatomicalPose(angles: OpticalAngles, placement: Placement, timeS: number): Matrix3 {
  const at = (angle: OpticalAngle): number => radPerDeg * opticalAngleAt(angles, angle, timeS);
  const pelvis = multiply(
    turn("y", at("pelvicRotation")),
    turn("x", -at("pelvicObliquity")),
    turn("z", -at("pelvicTilt")),
  );
  if (placement === "pelvis") return pelvis;
  const side = sideOf[placement];
  const mirror = side === "left" ? -1 : 1;
  return multiply(
    pelvis,
    turn("z", at(`${side}HipFlexion`)),
    turn("x", mirror * at(`${side}HipAdduction`)),
    turn("y", mirror * at(`${side}HipInternalRotation`)),
  );
}

/** Heading of a segment's right axis, rad. */
const headingOf = (pose: Matrix3): number => Math.atan2(pose[2] as number, pose[8] as number);

/** Takes the standing pose out of a segment's axes: standing they are upright and keep their heading. */
const withoutStanding = (standing: Matrix3): Matrix3 =>
  multiply(transpose(standing), turn("y", headingOf(standing)));

/** Heading of the axis about which a segment turns most, of its horizontal angular rate, rad. */
function swingHeading(poses: readonly Matrix3[]): number {
  let xx = 0;
  let xz = 0;
  let zz = 0;
  for (let i = 1; i < poses.length; i++) {
    const step = multiply(poses[i] as Matrix3, transpose(poses[i - 1] as Matrix3));
    const x = (step[7] as number) - (step[5] as number);
    const z = (step[3] as number) - (step[1] as number);
    xx += x * x;
    xz += x * z;
    zz += z * z;
  }
  return Math.atan2(2 * xz, zz - xx) / 2;
}

function pelvisAngles(pose: Matrix3): number[] {
  return [
    Math.atan2(-(pose[3] as number), pose[4] as number),
    Math.asin(pose[5] as number),
    headingOf(pose),
  ];
}

function hipAngles(pelvis: Matrix3, thigh: Matrix3, side: Side): number[] {
  const hip = multiply(transpose(pelvis), thigh);
  const mirror = side === "left" ? -1 : 1;
  return [
    Math.atan2(-(hip[1] as number), hip[4] as number),
    mirror * Math.asin(hip[7] as number),
    mirror * Math.atan2(-(hip[6] as number), hip[8] as number),
  ];
}

const record = <T>(value: (placement: Placement) => T): Record<Placement, T> =>
  Object.fromEntries(placements.map((p) => [p, value(p)])) as Record<Placement, T>;

function instantsOf(
  raw: RawRun,
  angles: OpticalAngles,
  mounting: Readonly<Record<string, readonly number[]>>,
  [startS, endS]: readonly [number, number],
): RunningInstant[] {
  const standing = angles.timeS.filter((_, i) => angles.activity[i] === "standing");
  const standingS = standing[Math.floor(standing.length / 2)] as number;
  const correction = record((p) => withoutStanding(anatomicalPose(angles, p, standingS)));
  const segmentFromPod = record((p) =>
    fromRotationVector((mounting[podColumns[p]] ?? []).map((deg) => deg * radPerDeg)),
  );
  const { samples } = raw;
  const indices = [...samples.timeS.keys()].filter((i) => {
    const timeS = samples.timeS[i] as number;
    return timeS >= startS && timeS <= endS;
  });
  const poses = record((p) =>
    indices.map((i) =>
      multiply(anatomicalPose(angles, p, samples.timeS[i] as number), correction[p]),
    ),
  );
  const pelvisHeading = mean(poses.pelvis.map(headingOf));
  const facing = record((p) =>
    turn("y", -(p === "pelvis" ? pelvisHeading : swingHeading(poses[p]))),
  );
  return indices.map((i, k) => {
    const timeS = samples.timeS[i] as number;
    const pose = record((p) => multiply(facing[p], poses[p][k] as Matrix3));
    const acceleration = (p: Placement): number[] => {
      const force = [...samples.pods[p].accMPerS2.subarray(3 * i, 3 * i + 3)];
      const labFromPod = multiply(anatomicalPose(angles, p, timeS), segmentFromPod[p]);
      const [x, y, z] = transform(labFromPod, force) as [number, number, number];
      return [x, y - standardGravityMPerS2, z];
    };
    return {
      timeS,
      pelvis: pelvisAngles(pose.pelvis),
      hip: {
        left: hipAngles(pose.pelvis, pose.leftThigh, "left"),
        right: hipAngles(pose.pelvis, pose.rightThigh, "right"),
      },
      accelerationMPerS2: record(acceleration),
    };
  });
}

/** Poses and accelerations of every runner of a folder of the shared treadmill-run form, cut into speeds. */
export async function readRunningTrials(
  directory: string,
  progress: (text: string) => void,
): Promise<RunningTrial[]> {
  const trials: RunningTrial[] = [];
  for await (const { name, path, contacts, raw } of readRunFolders(directory, progress)) {
    const angles = await readOpticalAngles(path);
    const description = JSON.parse(await readFile(join(path, "runner.json"), "utf8"));
    const mounting = description.pod_in_segment_true_rotvec_deg;
    for (const speedMPerS of new Set(contacts.map((c) => c.beltSpeedMPerS))) {
      const own = contacts.filter((c) => c.beltSpeedMPerS === speedMPerS);
      const startS = own[0]?.initialContactS as number;
      const endS = own.at(-1)?.initialContactS as number;
      const strideTimeS = (2 * (endS - startS)) / (own.length - 1);
      const stanceTimeS = mean(own.map((c) => c.toeOffS - c.initialContactS));
      trials.push({
        runner: name,
        speedMPerS,
        contacts: own,
        strideTimeS,
        dutyFactor: stanceTimeS / strideTimeS,
        instants: instantsOf(raw, angles, mounting, [startS + marginS, endS - marginS]),
      });
    }
  }
  return trials;
}
