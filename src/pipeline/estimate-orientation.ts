import { Vqf } from "../kernels/vqf/vqf.ts";
import { placementNames } from "../model/placement-names.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import type { SampleBatch } from "../model/sample-batch.ts";
import { radPerDeg } from "../model/units.ts";
import { perSubscription } from "./per-subscription.ts";
import type { OrientedBatch, PipelineOperator, PipelineValue } from "./pipeline-value.ts";

/** Longest gap that is bridged by interpolating the samples around it, s. Measured in running: error below 2°, beyond it up to 24°. */
export const bridgedGapS = 0.08;

/**
 * After a longer gap the orientation starts anew and is withheld for this long, s: in running it is
 * off by 0.5° then, and by tens of degrees before.
 */
const settlingS = 3;

/** A gyroscope at this part of its range may have turned faster than it says. */
const fullScaleShare = 0.9995;

/** Orientation of one pod: the filter, and the newest sample for bridging short gaps. */
class PodOrientation {
  readonly #filter: Vqf;
  readonly #nominalPeriodS: number;
  readonly #gyrLimitRadPerS: number;
  readonly #gyr = new Float64Array(3);
  readonly #acc = new Float64Array(3);
  readonly #lastGyr = new Float64Array(3);
  readonly #lastAcc = new Float64Array(3);
  #settledS = Number.NEGATIVE_INFINITY;
  /** Newest samples in a row that were left out. */
  #skipped = 0;
  /** Newest samples in a row whose angular rate is not known. */
  #unknownRates = 0;

  constructor({ sampleRateHz, gyrRangeDegPerS }: PodDescription) {
    this.#nominalPeriodS = 1 / sampleRateHz;
    this.#gyrLimitRadPerS = fullScaleShare * gyrRangeDegPerS * radPerDeg;
    this.#filter = new Vqf(this.#nominalPeriodS);
  }

  /**
   * @returns the batch with its orientations, how many of its samples were not numbers and left out, and whether the pod
   * has turned further unseen than can be bridged.
   */
  take(batch: SampleBatch): {
    readonly oriented: OrientedBatch;
    readonly notFinite: number;
    readonly lost: boolean;
  } {
    const { count, gyrRadPerS, accMPerS2, samplePeriodS, lostBefore, restarted, timeS } = batch;
    let lost = restarted || this.#isLong(lostBefore + this.#unknownRates);
    if (lost) this.#restart(timeS[0] as number);
    else if (lostBefore > 0) this.#bridge(batch);
    const earthFromPod = new Float64Array(4 * count);
    let notFinite = 0;
    for (let i = 0; i < count; i++) {
      // What was left out has taken its time: the next sample stands for it.
      const intervalS = (1 + this.#skipped) * samplePeriodS;
      const used = this.#filter.update(gyrRadPerS, accMPerS2, 3 * i, intervalS);
      if (used) this.#keep(batch, i);
      else notFinite += 1;
      this.#skipped = used ? 0 : this.#skipped + 1;
      // A clipped value is still the nearest to the true one; it is only no longer enough when it lasts.
      if (!used || this.#isClipped(gyrRadPerS, 3 * i)) this.#unknownRates += 1;
      else {
        if (this.#isLong(this.#unknownRates)) {
          lost = true;
          this.#restart(timeS[i] as number);
        }
        this.#unknownRates = 0;
      }
      this.#filter.orientation(earthFromPod, 4 * i);
    }
    const settled = !lost && (timeS[0] as number) >= this.#settledS;
    return { oriented: { kind: "oriented", batch, earthFromPod, settled }, notFinite, lost };
  }

  #isLong(samples: number): boolean {
    return samples * this.#nominalPeriodS > bridgedGapS;
  }

  #restart(timeS: number): void {
    this.#filter.restartInclination();
    this.#settledS = timeS + settlingS;
    this.#unknownRates = 0;
    this.#skipped = 0;
  }

  #keep({ gyrRadPerS, accMPerS2 }: SampleBatch, i: number): void {
    for (let k = 0; k < 3; k++) {
      this.#lastGyr[k] = gyrRadPerS[3 * i + k] as number;
      this.#lastAcc[k] = accMPerS2[3 * i + k] as number;
    }
  }

  #isClipped(gyrRadPerS: Float64Array, offset: number): boolean {
    for (let k = offset; k < offset + 3; k++) {
      if (Math.abs(gyrRadPerS[k] as number) >= this.#gyrLimitRadPerS) return true;
    }
    return false;
  }

  /** A turn inside a gap would otherwise be missing from the orientation until the filter has caught up. */
  #bridge(batch: SampleBatch): void {
    for (let n = 1; n <= batch.lostBefore; n++) {
      const fraction = n / (batch.lostBefore + 1);
      for (let i = 0; i < 3; i++) {
        const gyr = this.#lastGyr[i] as number;
        const acc = this.#lastAcc[i] as number;
        this.#gyr[i] = gyr + fraction * ((batch.gyrRadPerS[i] as number) - gyr);
        this.#acc[i] = acc + fraction * ((batch.accMPerS2[i] as number) - acc);
      }
      this.#filter.update(this.#gyr, this.#acc, 0, batch.samplePeriodS);
    }
  }
}

/** Every batch gets the orientation of its samples, from one filter per pod. */
export function estimateOrientation(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const orientations = new Map<PodId, PodOrientation>(
      pods.map((pod) => [pod.podId, new PodOrientation(pod)]),
    );
    return (value, emit) => {
      // The batch itself goes on as well: it is the proof that the pod is alive.
      emit(value);
      const orientation = value.kind === "samples" ? orientations.get(value.podId) : undefined;
      if (value.kind !== "samples" || orientation === undefined) return;
      const { podId, placement, arrivalTimeS: timeS } = value;
      const { oriented, notFinite, lost } = orientation.take(value);
      if (lost) emit({ kind: "headingLost", placement });
      if (notFinite > 0) {
        const message = `${placementNames[placement]} pod: ${notFinite} samples are not numbers and were left out`;
        const code = "sample-not-finite";
        emit({ kind: "fault", code, timeS, podId, message, count: notFinite });
      }
      emit(oriented);
    };
  });
}
