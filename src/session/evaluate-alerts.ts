import type { MonoTypeOperatorFunction } from "rxjs";
import { PodSilentRule } from "../alerts/pod-silent-rule.ts";
import type { SessionOutput } from "../model/session-output.ts";
import { perSubscription } from "../pipeline/per-subscription.ts";

/** Adds alerts to the outputs that they follow from, each right behind its cause. */
export function evaluateAlerts(): MonoTypeOperatorFunction<SessionOutput> {
  return perSubscription<SessionOutput, SessionOutput>(() => {
    const podSilent = new PodSilentRule();
    return (output, emit) => {
      emit(output);
      if (output.kind !== "podState") return;
      const alert = podSilent.take(output);
      if (alert !== null) emit(alert);
    };
  });
}
