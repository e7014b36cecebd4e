import type { MonoTypeOperatorFunction } from "rxjs";
import { AlertBook } from "../alerts/alert-book.ts";
import { english } from "../alerts/english.ts";
import { PodSilentRule } from "../alerts/pod-silent-rule.ts";
import { PodSlipRule } from "../alerts/pod-slip-rule.ts";
import type { AlertOutput } from "../model/alert-output.ts";
import type { SessionOutput } from "../model/session-output.ts";
import { perSubscription } from "../pipeline/per-subscription.ts";

/** Adds alerts to the outputs that they follow from, each right behind its cause. */
export function evaluateAlerts(): MonoTypeOperatorFunction<SessionOutput> {
  return perSubscription<SessionOutput, SessionOutput>(() => {
    const book = new AlertBook();
    const podSilent = new PodSilentRule("pod-silent", book, english);
    const podSlip = new PodSlipRule("pod-slip", book, english);
    const evaluate = (output: SessionOutput): AlertOutput | null => {
      if (output.kind === "podState") return podSilent.take(output);
      return output.kind === "calibration" ? podSlip.take(output) : null;
    };
    return (output, emit) => {
      emit(output);
      const alert = evaluate(output);
      if (alert !== null) emit(alert);
    };
  });
}
