import { Vqf } from "../kernels/vqf/vqf.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import type { SampleBatch } from "../model/sample-batch.ts";
import { radPerDeg } from "../model/units.ts";
import { perSubscription } from "./per-subscription.ts";
import type { OrientedBatch, PipelineOperator, PipelineValue } from "./pipeline-value.ts";

/** Longest gap that is bridged by interpolating the samples around it, s. Measured in running: error below 2°, beyond it up to 24°. */
const bridgedGapS = 0.08;

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
  /** Newest samples in a row whose angular rate is not known. */
  #unknownRates = 0;

  constructor({ sampleRateHz, gyrRangeDegPerS }: PodDescription) {
    this.#nominalPeriodS = 1 / sampleRateHz;
    this.#gyrLimitRadPerS = fullScaleShare * gyrRangeDegPerS * radPerDeg;
    this.#filter = new Vqf(this.#nominalPeriodS);
  }

  /** Whether the pod has turned further unseen than can be bridged, before the batch or at its beginning. */
  isLost({ lostBefore, restarted }: SampleBatch): boolean {
    const unseen = lostBefore + this.#unknownRates;
    return restarted || unseen * this.#nominalPeriodS > bridgedGapS;
  }

  /** @returns the batch with its orientations, and how many of its samples were not numbers and left out. */
  take(batch: SampleBatch): { readonly oriented: OrientedBatch; readonly notFinite: number } {
    const { count, gyrRadPerS, accMPerS2, samplePeriodS, lostBefore, timeS } = batch;
    if (this.isLost(batch)) {
      this.#filter.restartInclination();
      this.#settledS = (timeS[0] as number) + settlingS;
      this.#unknownRates = 0;
    } else if (lostBefore > 0) this.#bridge(batch);
    const earthFromPod = new Float64Array(4 * count);
    let notFinite = 0;
    let skipped = 0;
    for (let i = 0; i < count; i++) {
      // What was left out has taken its time: the next sample stands for it.
      const used = this.#filter.update(gyrRadPerS, accMPerS2, 3 * i, (1 + skipped) * samplePeriodS);
      this.#filter.orientation(earthFromPod, 4 * i);
      if (used) {
        skipped = 0;
        for (let k = 0; k < 3; k++) {
          this.#lastGyr[k] = gyrRadPerS[3 * i + k] as number;
          this.#lastAcc[k] = accMPerS2[3 * i + k] as number;
        }
      } else {
        skipped += 1;
        notFinite += 1;
      }
      // A clipped value is still the nearest to the true one; it is only no longer enough when it lasts.
      const known = used && !this.#isClipped(gyrRadPerS, 3 * i);
      this.#unknownRates = known ? 0 : this.#unknownRates + 1;
    }
    const settled = (timeS[0] as number) >= this.#settledS;
    return { oriented: { kind: "oriented", batch, earthFromPod, settled }, notFinite };
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
      if (orientation.isLost(value)) emit({ kind: "headingLost", placement });
      const { oriented, notFinite } = orientation.take(value);
      if (notFinite > 0) {
        const message = `${placement} pod: ${notFinite} samples are not numbers and were left out`;
        const code = "sample-not-finite";
        emit({ kind: "fault", code, timeS, podId, message, count: notFinite });
      }
      emit(oriented);
    };
  });
}
