import { emptyStretch, SampleHistory } from "../kernels/sample-history.ts";
import { loadingS, SideCheck } from "../kernels/side-check.ts";
import type { PodDescription } from "../model/pod.ts";
import type { CalibrationOutput, GaitEventOutput } from "../model/session-output.ts";
import { calibrationOutput } from "./calibration-output.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PelvicAngleFrames, PipelineOperator, PipelineValue } from "./pipeline-value.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** Obliquity kept for the stance that an event closes, s. */
const historyS = 2;

/** Side check of one subscription. */
class SideChecker {
  readonly #thighs: readonly PodDescription[];
  readonly #check = new SideCheck();
  readonly #obliquity = new SampleHistory(historyS * frameRateHz, 1);
  readonly #sample = new Float64Array(1);
  readonly #summary = emptyStretch();
  #contact: GaitEventOutput | null = null;
  #swapped: boolean | null = null;

  constructor(pods: readonly PodDescription[]) {
    this.#thighs = pods.filter((pod) => pod.placement !== "pelvis");
  }

  takeAngles({ timeS, obliquityRad }: PelvicAngleFrames): void {
    for (let i = 0; i < timeS.length; i++) {
      this.#sample[0] = obliquityRad[i] as number;
      this.#obliquity.push(timeS[i] as number, this.#sample);
    }
  }

  /** Thighs that have been turned to face forward tell sides anew. */
  takeCalibration(calibration: CalibrationOutput): void {
    if (calibration.stage === "gait") this.#check.reset();
  }

  /** Takes a contact event; what the check says of each thigh pod where it says something new. */
  takeEvent(event: GaitEventOutput): CalibrationOutput[] {
    if (event.type === "initialContact") {
      this.#contact = event;
      return [];
    }
    const contact = this.#contact;
    // A side that the pelvis itself tells agrees with the pelvis, whatever the thigh pods do.
    if (contact?.sideMethod === "pelvis") return [];
    if (contact === null || contact.side === null || contact.side !== event.side) return [];
    const [fromS, toS] = loadingS(contact.timeS, event.timeS);
    this.#check.add(contact.side, this.#obliquity.summarize(this.#summary, 0, fromS, toS).mean);
    const swapped = this.#check.areSwapped;
    if (swapped === null || swapped === this.#swapped) return [];
    this.#swapped = swapped;
    return this.#thighs.map((pod) => this.#report(pod, swapped, event.decidedAtS));
  }

  #report(pod: PodDescription, swapped: boolean, timeS: number): CalibrationOutput {
    return calibrationOutput(pod, {
      timeS,
      stage: "sides",
      verdict: swapped ? "swapped" : "good",
      message: swapped
        ? "Left and right seem to be exchanged: check which thigh this pod is on."
        : "Left and right agree with the pelvis.",
    });
  }
}

/** Says whether the thigh pods are on the legs that they are assigned to. */
export function checkSides(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const checker = new SideChecker(pods);
    return (value, emit) => {
      emit(value);
      if (value.kind === "pelvicAngleFrames") checker.takeAngles(value);
      else if (value.kind === "calibration") checker.takeCalibration(value);
      else if (value.kind === "gaitEvent") {
        for (const report of checker.takeEvent(value)) emit(report);
      }
    };
  });
}
