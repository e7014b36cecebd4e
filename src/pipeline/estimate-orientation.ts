import { Vqf } from "../kernels/vqf/vqf.ts";
import type { PodId } from "../model/pod.ts";
import type { SampleBatch } from "../model/sample-batch.ts";
import { perSubscription } from "./per-subscription.ts";
import type { OrientedBatch, PipelineOperator, PipelineValue } from "./pipeline-value.ts";

/** Longest gap that is bridged by interpolating the samples around it, s. */
const bridgedGapS = 0.25;

/** Orientation of one pod: the filter, and the newest sample for bridging short gaps. */
class PodOrientation {
  readonly #filter: Vqf;
  readonly #nominalPeriodS: number;
  readonly #gyr = new Float64Array(3);
  readonly #acc = new Float64Array(3);
  readonly #lastGyr = new Float64Array(3);
  readonly #lastAcc = new Float64Array(3);

  constructor(nominalPeriodS: number) {
    this.#nominalPeriodS = nominalPeriodS;
    this.#filter = new Vqf(nominalPeriodS);
  }

  take(batch: SampleBatch): OrientedBatch {
    const { count, gyrRadPerS, accMPerS2, samplePeriodS, lostBefore } = batch;
    if (lostBefore > 0 && lostBefore * this.#nominalPeriodS <= bridgedGapS) this.#bridge(batch);
    const earthFromPod = new Float64Array(4 * count);
    for (let i = 0; i < count; i++) {
      this.#filter.update(gyrRadPerS, accMPerS2, 3 * i, samplePeriodS);
      this.#filter.orientation(earthFromPod.subarray(4 * i, 4 * i + 4));
    }
    const last = 3 * (count - 1);
    for (let i = 0; i < 3; i++) {
      this.#lastGyr[i] = gyrRadPerS[last + i] as number;
      this.#lastAcc[i] = accMPerS2[last + i] as number;
    }
    return { kind: "oriented", batch, earthFromPod, resting: this.#filter.restDetected };
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
    for (const [podId, periodS] of nominalPeriodS)
      orientations.set(podId, new PodOrientation(periodS));
    return (value, emit) => {
      const orientation = value.kind === "samples" ? orientations.get(value.podId) : undefined;
      if (value.kind !== "samples" || orientation === undefined) {
        emit(value);
        return;
      }
      // The batch itself goes on as well: it is the proof that the pod is alive.
      emit(value);
      emit(orientation.take(value));
    };
  });
}
