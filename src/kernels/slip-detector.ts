import { median } from "simple-statistics";
import { radPerDeg } from "../model/units.ts";
import { wrapAngle } from "./heading-tracker.ts";
import type { Stateful } from "./stateful.ts";

/** Parameters of the slip detector. */
const slipParams = {
  /** Newest strides that must all show the change. */
  afterStrides: 8,
  /** Strides in which it may have happened. */
  betweenStrides: 6,
  /** Strides before it that it is measured against, at least and at most. */
  leastBeforeStrides: 8,
  mostBeforeStrides: 24,
  /** The strides before a slip itself are a few more, so that its neighbours have theirs by then. */
  ownBeforeStrides: 10,
  /** Change of the mean inclination from which a pod has slipped, rad. */
  inclinationRad: 5 * radPerDeg,
  /**
   * The same for a turn about the long axis, rad. A lasting rotation of the hip looks just like it: one that sets in
   * within seconds and is larger than this is hardly a hip's.
   */
  turnRad: 8 * radPerDeg,
} as const;

/** Mean posture of a segment over one stride, rad. */
export interface StridePosture {
  readonly tiltRad: number;
  readonly obliquityRad: number;
  /**
   * Direction of the pod about the segment's long axis, against one or two other things; NaN where it is not known, and with
   * an origin of its own for each.
   */
  readonly turnsRad: readonly [number] | readonly [number, number];
}

/** How a segment's mean posture has changed within a few strides, rad. */
export interface PostureChange {
  readonly inclinationRad: number;
  /** NaN where it is not known. */
  readonly turnRad: number;
  /** Strides that it is measured against. */
  readonly beforeStrides: number;
  /** What every one of the newest strides shows of both at least. */
  readonly leastInclinationRad: number;
  readonly leastTurnRad: number;
}

/** Size of a change of posture, rad. */
export function changeSizeRad({ inclinationRad, turnRad }: PostureChange): number {
  return Math.hypot(inclinationRad, Number.isNaN(turnRad) ? 0 : turnRad);
}

/** Size of a change against the limits; from 1 on it is beyond them. */
function weight(inclinationRad: number, turnRad: number): number {
  const turn = Number.isNaN(turnRad) ? 0 : turnRad / slipParams.turnRad;
  return Math.hypot(inclinationRad / slipParams.inclinationRad, turn);
}

/**
 * Whether a change is a pod that has slipped: large enough and shown by every one of the newest strides, while none of the
 * neighbours has changed half as much, as they do where the runner changes the gait.
 */
export function isSlip(own: PostureChange, neighbours: readonly PostureChange[]): boolean {
  const large =
    weight(own.inclinationRad, own.turnRad) >= 1 &&
    weight(own.leastInclinationRad, own.leastTurnRad) >= 0.5;
  const size = changeSizeRad(own);
  if (!large || own.beforeStrides < slipParams.ownBeforeStrides) return false;
  // With nobody to compare with, a runner who leans looks the same.
  return neighbours.length > 0 && neighbours.every((change) => changeSizeRad(change) < size / 2);
}

/**
 * Lasting sudden changes of one segment's mean posture, stride by stride: the median of the newest strides
 * against that of strides some seconds ago. In steady running the mean inclination of pelvis and thigh scatters by
 * 0.4° to 1.1° from stride to stride, the thigh's swing axis by about 1°; between speeds 1 m/s apart they change
 * by up to 3.4° (eight runners of Fukuchi et al. 2017, doi 10.7717/peerj.3298). A slow change is left to the gait.
 */
export class SlipDetector implements Stateful<readonly StridePosture[]> {
  readonly #strides: StridePosture[] = [];

  /** Takes the mean posture of a stride. */
  add(posture: StridePosture): void {
    const { afterStrides, betweenStrides, mostBeforeStrides } = slipParams;
    this.#strides.push(posture);
    if (this.#strides.length > afterStrides + betweenStrides + mostBeforeStrides) {
      this.#strides.shift();
    }
  }

  /** Forgets everything: the posture is another one from here on. */
  reset(): void {
    this.#strides.length = 0;
  }

  /** The change of the newest strides; null while there are too few. */
  change(): PostureChange | null {
    const { afterStrides, betweenStrides, leastBeforeStrides } = slipParams;
    const strides = this.#strides;
    const end = strides.length - afterStrides - betweenStrides;
    if (end < leastBeforeStrides) return null;
    const before = strides.slice(0, end);
    const after = strides.slice(-afterStrides);
    const tilt = angleChange(before, after, (p) => p.tiltRad);
    const obliquity = angleChange(before, after, (p) => p.obliquityRad);
    const turn = commonChange(
      [0, 1].map((i) => angleChange(before, after, (p) => p.turnsRad[i] ?? Number.NaN)),
    );
    return {
      beforeStrides: end,
      inclinationRad: Math.hypot(tilt.medianRad, obliquity.medianRad),
      turnRad: turn.medianRad,
      leastInclinationRad: Math.hypot(tilt.leastRad, obliquity.leastRad),
      leastTurnRad: turn.leastRad,
    };
  }

  saveState(): readonly StridePosture[] {
    return structuredClone(this.#strides);
  }

  restoreState(saved: readonly StridePosture[]): void {
    this.#strides.splice(0, this.#strides.length, ...structuredClone(saved));
  }
}

/** Median change of an angle and the least that every stride after it shows of it, rad; NaN where too few are known. */
interface AngleChange {
  readonly medianRad: number;
  readonly leastRad: number;
}

/** What all known changes show: the smallest of them, none where they contradict each other. */
function commonChange(changes: readonly AngleChange[]): AngleChange {
  const known = changes.filter(({ medianRad }) => !Number.isNaN(medianRad));
  const [first = { medianRad: Number.NaN, leastRad: Number.NaN }] = known;
  return known.reduce((a, b) => {
    if (Math.sign(a.medianRad) !== Math.sign(b.medianRad)) return { medianRad: 0, leastRad: 0 };
    return Math.abs(a.medianRad) < Math.abs(b.medianRad) ? a : b;
  }, first);
}

/** Change of one angle from the strides before to those after. */
function angleChange(
  before: readonly StridePosture[],
  after: readonly StridePosture[],
  angle: (posture: StridePosture) => number,
): AngleChange {
  const known = before.map(angle).filter(Number.isFinite);
  const values = after.map(angle);
  if (known.length < slipParams.leastBeforeStrides || !values.every(Number.isFinite)) {
    return { medianRad: Number.NaN, leastRad: Number.NaN };
  }
  const origin = known[0] as number;
  const from = origin + median(known.map((value) => wrapAngle(value - origin)));
  const changes = values.map((value) => wrapAngle(value - from));
  const medianRad = median(changes);
  const along = changes.map((change) => change * Math.sign(medianRad));
  return { medianRad, leastRad: Math.max(0, Math.min(...along)) };
}
