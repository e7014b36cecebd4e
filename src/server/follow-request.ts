import type { AlertOutput } from "../model/alert-output.ts";
import type { PersonAction } from "../model/transport-event.ts";
import { kmHPerMPerS } from "../model/units.ts";
import { refusal } from "./client-message.ts";
import type { ServedSession } from "./served-session.ts";
import type { ClientRequestMessage, ErrorMessage } from "./wire.ts";

/**
 * Follows what a client asks for; the error to answer with, without its id, where that cannot be.
 * @param standing the alert of an id that stands; null where none does.
 */
export function followRequest(
  message: ClientRequestMessage,
  session: ServedSession,
  running: boolean,
  standing: (alertId: string) => AlertOutput | null,
): ErrorMessage | null {
  const meaning = meaningOf(message, session, standing);
  if (!("kind" in meaning)) return meaning;
  if (!running) return refusal("not-now", "the session is over");
  // Between listening and the start, or between Ctrl-C and the server's end, nobody would hear of it.
  return session.act(meaning)
    ? null
    : refusal("not-now", "the session has not begun, or is being ended");
}

/** What a request means to the session; the error where it means nothing. */
function meaningOf(
  message: ClientRequestMessage,
  { header }: ServedSession,
  standing: (alertId: string) => AlertOutput | null,
): PersonAction | ErrorMessage {
  switch (message.type) {
    case "calibrate": {
      const pods = header.pods.map((pod) => pod.podId);
      const podIds = message.podIds ?? pods;
      const unknown = podIds.find((podId) => !pods.includes(podId));
      return unknown === undefined
        ? { kind: "calibrationRequest", podIds }
        : refusal("invalid-field", `podIds: the session has no pod ${JSON.stringify(unknown)}`);
    }
    case "entry": {
      const { entry, painLevel = null, effortLevel = null } = message;
      return { kind: "entry", entry, painLevel, effortLevel };
    }
    case "acknowledge":
    case "clear": {
      const { type: action, alertId, by } = message;
      const alert = standing(alertId);
      if (alert === null) {
        return refusal("not-now", `alertId: no alert ${JSON.stringify(alertId)} stands`);
      }
      if (action === "clear" && header.alertRules?.rules[alert.ruleId]?.type !== "pain") {
        return refusal(
          "not-now",
          "only alerts about pain are cleared by a person; others end by themselves",
        );
      }
      return { kind: "alertAction", action, alertId, by };
    }
    case "resetBaseline":
      return { kind: "baselineReset", by: message.by };
    case "beltSpeed": {
      const { speedKmH } = message;
      const beltSpeedMPerS = speedKmH === null ? null : speedKmH / kmHPerMPerS;
      return { kind: "beltSpeed", beltSpeedMPerS };
    }
  }
}
