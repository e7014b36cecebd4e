import { meanOfKnown } from "../kernels/mean-of-known.ts";
import type { PodId, Side } from "../model/pod.ts";
import type {
  PodStateOutput,
  SessionOutput,
  StrideOutput,
  SymmetryOutput,
} from "../model/session-output.ts";

/** What a session came to at one stated belt speed; means over its clean strides, null where there are none. */
export interface SpeedStatistics {
  readonly beltSpeedMPerS: number | null;
  readonly strides: number;
  readonly cleanStrides: number;
  readonly leftStanceTimeS: number | null;
  readonly rightStanceTimeS: number | null;
  readonly cadenceSpm: number | null;
  readonly pelvicTiltExcursionDeg: number | null;
  readonly pelvicObliquityExcursionDeg: number | null;
  /** The newest left-right comparison at this speed. */
  readonly symmetry: SymmetryOutput | null;
}

interface SpeedTally {
  readonly beltSpeedMPerS: number | null;
  readonly strides: StrideOutput[];
  symmetry: SymmetryOutput | null;
}

/** Collects what is said about a whole session at its end. */
export class SessionStatistics {
  readonly #speeds: SpeedTally[] = [{ beltSpeedMPerS: null, strides: [], symmetry: null }];
  readonly #pods = new Map<PodId, PodStateOutput>();
  #alerts = 0;

  take(output: SessionOutput): void {
    const current = this.#speeds.at(-1) as SpeedTally;
    switch (output.kind) {
      case "beltSpeed":
        this.#speeds.push({
          beltSpeedMPerS: output.beltSpeedMPerS,
          strides: [],
          symmetry: null,
        });
        break;
      case "stride":
        current.strides.push(output);
        break;
      case "symmetry":
        if (output.absent === null) current.symmetry = output;
        break;
      case "podState":
        this.#pods.set(output.podId, output);
        break;
      case "alert":
        if (output.phase === "raised") this.#alerts += 1;
        break;
      default:
        break;
    }
  }

  /** Alerts raised. */
  get alerts(): number {
    return this.#alerts;
  }

  /** Newest state of every pod. */
  get pods(): readonly PodStateOutput[] {
    return [...this.#pods.values()];
  }

  /** One entry per stretch of a stated speed in which the runner made strides. */
  speeds(): readonly SpeedStatistics[] {
    return this.#speeds
      .filter((tally) => tally.strides.length > 0)
      .map(({ beltSpeedMPerS, strides, symmetry }) => {
        const clean = strides.filter((stride) => stride.clean);
        const stance = (side: Side): number | null =>
          meanOfKnown(clean.filter((s) => s.side === side).map((s) => s.stanceTimeS));
        return {
          beltSpeedMPerS,
          strides: strides.length,
          cleanStrides: clean.length,
          leftStanceTimeS: stance("left"),
          rightStanceTimeS: stance("right"),
          cadenceSpm: meanOfKnown(clean.map((s) => s.cadenceSpm)),
          pelvicTiltExcursionDeg: meanOfKnown(clean.map((s) => s.pelvicTiltExcursionDeg)),
          pelvicObliquityExcursionDeg: meanOfKnown(clean.map((s) => s.pelvicObliquityExcursionDeg)),
          symmetry,
        };
      });
  }
}
