import type { CueOutput } from "../model/alert-output.ts";
import type { SessionOutput } from "../model/session-output.ts";

/** The longest signal of a motor takes 2.1 s; a busy radio may begin it a second later. */
const shakenS = 3.5;

/** A motor shakes the sensor beside it: strides in which a cue is to be felt are not clean to what compares strides. */
export class ShakenStrides {
  #fromS = Number.POSITIVE_INFINITY;
  #untilS = Number.NEGATIVE_INFINITY;

  takeCue({ channels, timeS }: CueOutput): void {
    if (!channels.includes("haptic")) return;
    // A cue before the last one has ended makes it one longer one.
    if (timeS > this.#untilS) this.#fromS = timeS;
    this.#untilS = timeS + shakenS;
  }

  /** An output as it is to be seen: a stride that was shaken as one that is not clean. */
  seen(output: SessionOutput): SessionOutput {
    if (output.kind !== "stride" || !output.clean) return output;
    const isShaken = output.timeS > this.#fromS && output.initialContactS < this.#untilS;
    return isShaken ? { ...output, clean: false } : output;
  }
}
