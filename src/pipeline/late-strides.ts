import type { SessionOutput, StrideAngleOutput, StrideOutput } from "../model/session-output.ts";
import { isSameStride } from "../model/stride-order.ts";
import type { FilledGap } from "./late-feed.ts";

/** A gap may have taken strides from so long before it to so long after it, s: rhythm, orientation and headings are found anew. */
const beforeS = 3;
const afterS = 20;
/** Live strides are kept for so long behind the lane, s. */
const keptS = 60;
const maxGaps = 64;

type LateOutput = StrideOutput | StrideAngleOutput;

/** Which of the second lane's strides say something that the live lane has not said. */
export class LateStrides {
  #live: StrideOutput[] = [];
  #gaps: FilledGap[] = [];
  /** The stride that was passed on last; its angles follow it. */
  #passed: StrideOutput | null = null;

  takeFilled(gap: FilledGap): void {
    this.#gaps.push(gap);
    if (this.#gaps.length > maxGaps) this.#gaps.shift();
  }

  takeLive(output: SessionOutput): void {
    if (output.kind === "stride") this.#live.push(output);
  }

  /** An output of the second lane; what of it is to be told, null = nothing. */
  takeLane(output: SessionOutput): LateOutput | null {
    if (output.kind === "stride") {
      const oldestS = output.timeS - keptS;
      if ((this.#live[0]?.timeS ?? oldestS) < oldestS) {
        this.#live = this.#live.filter(({ timeS }) => timeS >= oldestS);
      }
      this.#passed = this.#isNews(output) ? output : null;
      return this.#passed === null ? null : { ...output, late: true };
    }
    if (output.kind !== "strideAngle" || this.#passed === null) return null;
    const { side, initialContactS } = this.#passed;
    const isOfIt = output.side === side && output.initialContactS === initialContactS;
    return isOfIt ? { ...output, late: true } : null;
  }

  #isNews(stride: StrideOutput): boolean {
    const { initialContactS, timeS, clean } = stride;
    const isOfGap = this.#gaps.some(
      ({ fromS, untilS }) => timeS > fromS - beforeS && initialContactS < untilS + afterS,
    );
    if (!isOfGap) return false;
    const live = this.#live.find((one) => isSameStride(one, stride));
    if (live === undefined || clean !== live.clean) return live === undefined || clean;
    return knownValues(stride) > knownValues(live);
  }
}

/** How many of a stride's values are there: a thigh that was silent has taken its hip's angles. */
function knownValues(stride: StrideOutput): number {
  return Object.values(stride).filter((value) => value !== null).length;
}
