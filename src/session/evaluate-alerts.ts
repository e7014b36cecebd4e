import type { MonoTypeOperatorFunction } from "rxjs";
import { AlertEngine } from "../alerts/alert-engine.ts";
import { english } from "../alerts/english.ts";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import { perSubscription } from "../pipeline/per-subscription.ts";

/** Adds alerts, and what they rest on, to the outputs that they follow from, each right behind its cause. */
export function evaluateAlerts(header: SessionHeader): MonoTypeOperatorFunction<SessionOutput> {
  return perSubscription<SessionOutput, SessionOutput>(() => {
    const engine = new AlertEngine(header, english);
    return (output, emit) => {
      emit(output);
      for (const one of engine.take(output)) emit(one);
    };
  });
}
