import type { HapticPattern } from "../../codec/protocol.ts";

/** Time on and whole time of one repeat, s (SPEC.md, section 7). */
const patterns: Readonly<
  Record<HapticPattern, { readonly onS: number; readonly repeatS: number }>
> = {
  short: { onS: 0.1, repeatS: 0.3 },
  long: { onS: 0.4, repeatS: 0.6 },
  double: { onS: 0.2, repeatS: 0.6 },
  alarm: { onS: 0.6, repeatS: 0.7 },
};

const mostOnS = 10;
const windowS = 60;

interface Signal {
  readonly startS: number;
  endS: number;
  readonly onShare: number;
}

/** Keeps the motor of a pod within its limit: at most 10 s on in any 60 s. */
export class HapticMotor {
  #signals: Signal[] = [];

  /** Starts a signal in place of the one that runs; false where the motor would be on for too long. */
  start(pattern: HapticPattern, repeats: number, timeS: number): boolean {
    const { onS, repeatS } = patterns[pattern];
    const endS = timeS + repeats * repeatS;
    const recent = this.#signals
      .filter((signal) => signal.endS > timeS - windowS)
      .map((signal) => ({ ...signal, endS: Math.min(signal.endS, timeS) }));
    const spentS = recent.reduce(
      (sum, signal) => sum + (signal.endS - signal.startS) * signal.onShare,
      0,
    );
    if (spentS + repeats * onS > mostOnS) return false;
    this.#signals = [...recent, { startS: timeS, endS, onShare: onS / repeatS }];
    return true;
  }
}
