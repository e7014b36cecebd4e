import { QuietStanding } from "../kernels/quiet-standing.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import type { CalibrationSpan } from "../model/session-header.ts";
import type { PodStateOutput } from "../model/session-output.ts";
import { bridgedGapS } from "./estimate-orientation.ts";
import type { OrientedBatch } from "./pipeline-value.ts";

/** Whether pods are quiet and where standing is looked for; state of one subscription. */
export class StandingWatch {
  readonly #spans: readonly CalibrationSpan[];
  readonly #quiet: ReadonlyMap<PodId, QuietStanding>;
  /** Pods whose samples come: the others have no say. */
  readonly #live = new Set<PodId>();
  /** Pods of which there were samples while standing was declared. */
  readonly #heardInSpan = new Set<PodId>();

  constructor(pods: readonly PodDescription[], spans: readonly CalibrationSpan[]) {
    this.#spans = spans;
    this.#quiet = new Map(pods.map((pod) => [pod.podId, new QuietStanding(1 / pod.sampleRateHz)]));
  }

  /** A pod that has fallen silent neither stands nor moves. */
  takeState({ podId, liveness }: PodStateOutput): void {
    if (liveness === "live") return;
    this.#live.delete(podId);
    this.#quiet.get(podId)?.reset();
  }

  /** Takes a pod's batch; true where all pods that are live are quiet together, at a time that counts. */
  standing({ batch }: OrientedBatch): boolean {
    const { podId, count, gyrRadPerS, accMPerS2, timeS, samplePeriodS } = batch;
    const atS = timeS[0] as number;
    this.#live.add(podId);
    if (this.#isInSpan(atS)) this.#heardInSpan.add(podId);
    const quiet = this.#quiet.get(podId);
    // A packet or two that are lost do not hide that somebody moved.
    if (batch.restarted || batch.lostBefore * samplePeriodS > bridgedGapS) quiet?.reset();
    for (let i = 0; i < count; i++) quiet?.update(gyrRadPerS, accMPerS2, 3 * i);
    // One pod alone may lie on a table: a runner who stands keeps all of them still. One whose samples have only begun to
    // come knows nothing yet, and must not take the others' standing from them.
    const all = [...this.#live].every((id) => {
      const other = this.#quiet.get(id);
      return other === undefined || !other.canTell || other.isQuiet;
    });
    return quiet?.isQuiet === true && all && this.#counts(atS);
  }

  /**
   * Whether the declared stretches of standing have all passed, and samples of the pod came in them: of one that sent none
   * then nobody can say that it moved.
   */
  isOver(podId: PodId, nowS: number): boolean {
    return this.#heardInSpan.has(podId) && nowS > this.#lastEndS + 1;
  }

  /** Until the last declared stretch is over only these count; after it, and without any, all do. */
  #counts(timeS: number): boolean {
    return this.#isInSpan(timeS) || this.#spans.length === 0 || timeS > this.#lastEndS + 1;
  }

  #isInSpan(timeS: number): boolean {
    return this.#spans.some((span) => timeS >= span.startS && timeS < span.endS);
  }

  get #lastEndS(): number {
    return Math.max(...this.#spans.map((span) => span.endS));
  }
}
