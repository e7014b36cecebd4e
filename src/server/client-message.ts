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
  const type =
    typeof message === "object" && message !== null && "type" in message ? message.type : undefined;
  if (type === "hello") return { type: "hello" };
  return error(
    "unknown-type",
    `unknown message type ${JSON.stringify(type) ?? "(none)"}; a client may send {"type":"hello"}`,
  );
}

function error(code: ErrorMessage["code"], message: string): ErrorMessage {
  return { type: "error", code, message };
}
