import { Vqf } from "../kernels/vqf/vqf.ts";
import type { PodId } from "../model/pod.ts";
import type { SampleBatch } from "../model/sample-batch.ts";
import { perSubscription } from "./per-subscription.ts";
import type { OrientedBatch, PipelineOperator, PipelineValue } from "./pipeline-value.ts";

/** Longest gap that is bridged by interpolating the samples around it, s. Measured in running: error below 2°, beyond it up to 24°. */
const bridgedGapS = 0.08;

/**
 * After a longer gap the orientation starts anew and is withheld for this long, s: in running it is
 * off by 0.5° then, and by tens of degrees before.
 */
const settlingS = 3;

/** Orientation of one pod: the filter, and the newest sample for bridging short gaps. */
class PodOrientation {
  readonly #filter: Vqf;
  readonly #nominalPeriodS: number;
  readonly #gyr = new Float64Array(3);
  readonly #acc = new Float64Array(3);
  readonly #lastGyr = new Float64Array(3);
  readonly #lastAcc = new Float64Array(3);
  #settledS = Number.NEGATIVE_INFINITY;

  constructor(nominalPeriodS: number) {
    this.#nominalPeriodS = nominalPeriodS;
    this.#filter = new Vqf(nominalPeriodS);
  }

  /** Whether more is missing before the batch than can be bridged. */
  isLost({ lostBefore, restarted }: SampleBatch): boolean {
    return restarted || lostBefore * this.#nominalPeriodS > bridgedGapS;
  }

  take(batch: SampleBatch): OrientedBatch {
    const { count, gyrRadPerS, accMPerS2, samplePeriodS, lostBefore, timeS } = batch;
    if (this.isLost(batch)) {
      this.#filter.restartInclination();
      this.#settledS = (timeS[0] as number) + settlingS;
    } else if (lostBefore > 0) this.#bridge(batch);
    const earthFromPod = new Float64Array(4 * count);
    for (let i = 0; i < count; i++) {
      this.#filter.update(gyrRadPerS, accMPerS2, 3 * i, samplePeriodS);
      this.#filter.orientation(earthFromPod, 4 * i);
    }
    const last = 3 * (count - 1);
    for (let i = 0; i < 3; i++) {
      this.#lastGyr[i] = gyrRadPerS[last + i] as number;
      this.#lastAcc[i] = accMPerS2[last + i] as number;
    }
    const settled = (timeS[0] as number) >= this.#settledS;
    return {
      kind: "oriented",
      batch,
      earthFromPod,
      settled,
    };
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
export function estimateOrientation(nominalPeriodS: ReadonlyMap<PodId, number>): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const orientations = new Map<PodId, PodOrientation>();
    for (const [podId, periodS] of nominalPeriodS) {
      orientations.set(podId, new PodOrientation(periodS));
    }
    return (value, emit) => {
      // The batch itself goes on as well: it is the proof that the pod is alive.
      emit(value);
      const orientation = value.kind === "samples" ? orientations.get(value.podId) : undefined;
      if (value.kind !== "samples" || orientation === undefined) return;
      if (orientation.isLost(value)) emit({ kind: "headingLost", placement: value.placement });
      emit(orientation.take(value));
    };
  });
}
