import type { AlertOutput } from "../model/alert-output.ts";
import type { PersonAction } from "../model/transport-event.ts";
import type { ServedSession } from "./served-session.ts";
import type { ClientRequestMessage, ErrorMessage } from "./wire.ts";

const mPerSPerKmH = 1 / 3.6;

/** What a request means to the session; the reason where it cannot be done, after the code of its error. */
type Meaning = PersonAction | readonly [ErrorMessage["code"], string];

/**
 * Follows what a client asks for; the error to answer with where that cannot be.
 * @param standing the alert of an id that stands; null where none does.
 */
export function followRequest(
  message: ClientRequestMessage,
  session: ServedSession,
  running: boolean,
  standing: (alertId: string) => AlertOutput | null,
): ErrorMessage | null {
  const meaning = meaningOf(message, session, standing);
  const refuse = (code: ErrorMessage["code"], why: string): ErrorMessage => {
    const { id } = message;
    return { type: "error", code, message: why, ...(id === undefined ? {} : { id }) };
  };
  if ("kind" in meaning) {
    if (!running) return refuse("not-now", "the session is over");
    // Between listening and the start, or between Ctrl-C and the server's end, nobody would hear of it.
    return session.act(meaning)
      ? null
      : refuse("not-now", "the session has not begun, or is being ended");
  }
  return refuse(...meaning);
}

function meaningOf(
  message: ClientRequestMessage,
  { header }: ServedSession,
  standing: (alertId: string) => AlertOutput | null,
): Meaning {
  switch (message.type) {
    case "calibrate": {
      const pods = header.pods.map((pod) => pod.podId);
      const podIds = message.podIds ?? pods;
      const unknown = podIds.find((podId) => !pods.includes(podId));
      return unknown === undefined
        ? { kind: "calibrationRequest", podIds }
        : ["invalid-field", `podIds: the session has no pod ${JSON.stringify(unknown)}`];
    }
    case "entry": {
      const { entry, painLevel = null, effortLevel = null } = message;
      return { kind: "entry", entry, painLevel, effortLevel };
    }
    case "acknowledge":
    case "clear": {
      const { type: action, alertId, by } = message;
      const alert = standing(alertId);
      if (alert === null) return ["not-now", `alertId: no alert ${JSON.stringify(alertId)} stands`];
      if (action === "clear" && header.alertRules?.rules[alert.ruleId]?.type !== "pain") {
        return [
          "not-now",
          "only alerts about pain are cleared by a person; others end by themselves",
        ];
      }
      return { kind: "alertAction", action, alertId, by };
    }
    case "resetBaseline":
      return { kind: "baselineReset", by: message.by };
    case "beltSpeed": {
      const { speedKmH } = message;
      const beltSpeedMPerS = speedKmH === null ? null : speedKmH * mPerSPerKmH;
      return { kind: "beltSpeed", beltSpeedMPerS };
    }
  }
}
