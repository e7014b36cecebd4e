import type { ClientMessage, ErrorMessage } from "./wire.ts";

/** Longest message a client may send, bytes; what the contract knows is far shorter. */
export const maxClientMessageBytes = 4096;

/** Reads one text frame of a client: the message, or the error to answer with. Never throws. */
export function parseClientMessage(data: Buffer): ClientMessage | ErrorMessage {
  if (data.length > maxClientMessageBytes) {
    return error("too-large", `message of ${data.length} bytes; at most ${maxClientMessageBytes}`);
  }
  let message: unknown;
  try {
    message = JSON.parse(data.toString("utf8"));
  } catch {
    return error("not-json", "message is not JSON");
  }
  const fields = typeof message === "object" && message !== null ? message : {};
  const type = "type" in fields ? fields.type : undefined;
  if (type === "hello") return { type: "hello" };
  if (type === "calibrate") return parseCalibrate("podIds" in fields ? fields.podIds : undefined);
  return error(
    "unknown-type",
    `unknown message type ${JSON.stringify(type) ?? "(none)"}; a client may send ` +
      `{"type":"hello"} or {"type":"calibrate"}`,
  );
}

function parseCalibrate(podIds: unknown): ClientMessage | ErrorMessage {
  if (podIds === undefined) return { type: "calibrate" };
  const isList = Array.isArray(podIds) && podIds.length > 0;
  if (isList && podIds.every((id) => typeof id === "string")) {
    return { type: "calibrate", podIds };
  }
  return error("invalid-field", "podIds must be a list of pod ids, or left out for all pods");
}

function error(code: ErrorMessage["code"], message: string): ErrorMessage {
  return { type: "error", code, message };
}
