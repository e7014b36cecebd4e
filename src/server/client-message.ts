import { isRecord } from "../model/is-record.ts";
import {
  type EntryType,
  entryTypes,
  levelKind,
  maxEffortLevel,
  maxPainLevel,
} from "../model/transport-event.ts";
import type {
  ClientEntryMessage,
  ClientMessage,
  ClientRequestMessage,
  ErrorMessage,
} from "./wire.ts";

/** Longest message a client may send, bytes; what the contract knows is far shorter. */
export const maxClientMessageBytes = 4096;

const maxIdLength = 64;
const maxByLength = 40;
const maxAlertIdLength = 100;
const fastestBeltKmH = 40;

/** A field that is not what it must be; says what it must be. */
class FieldError extends Error {}

type Fields = Readonly<Record<string, unknown>>;

type RequestType = ClientRequestMessage["type"];

/** Reads what a request says beside its type and id. @throws FieldError */
const readers: { readonly [T in RequestType]: (fields: Fields) => ClientRequestMessage } = {
  calibrate: ({ podIds }) => {
    if (podIds === undefined) return { type: "calibrate" };
    const isList = Array.isArray(podIds) && podIds.length > 0;
    if (!isList || !podIds.every((podId) => typeof podId === "string")) {
      throw new FieldError("podIds must be a list of pod ids, or left out for all pods");
    }
    return { type: "calibrate", podIds };
  },
  entry: readEntry,
  acknowledge: (fields) => ({ type: "acknowledge", ...readAlert(fields) }),
  clear: (fields) => ({ type: "clear", ...readAlert(fields) }),
  resetBaseline: ({ by }) => ({ type: "resetBaseline", by: text("by", by, maxByLength) }),
  beltSpeed: ({ speedKmH }) => {
    if (speedKmH === null) return { type: "beltSpeed", speedKmH };
    // What is no number compares as false.
    if (typeof speedKmH !== "number" || !(speedKmH >= 0 && speedKmH <= fastestBeltKmH)) {
      throw new FieldError(`speedKmH must be a number from 0 to ${fastestBeltKmH}, or null`);
    }
    return { type: "beltSpeed", speedKmH };
  },
};

/** Reads one text frame of a client: the message, or the error to answer with. Never throws. */
export function parseClientMessage(data: Buffer): ClientMessage | ErrorMessage {
  if (data.length > maxClientMessageBytes) {
    return refusal(
      "too-large",
      `message of ${data.length} bytes; at most ${maxClientMessageBytes}`,
    );
  }
  let message: unknown;
  try {
    message = JSON.parse(data.toString("utf8"));
  } catch {
    return refusal("not-json", "message is not JSON");
  }
  const fields: Fields = isRecord(message) ? message : {};
  const { type } = fields;
  if (type === "hello") return { type };
  if (!isRequestType(type)) {
    const known = ["hello", ...Object.keys(readers)].map((one) => JSON.stringify(one)).join(", ");
    const given = JSON.stringify(type) ?? "(none)";
    return refusal("unknown-type", `unknown message type ${given}; a client may send ${known}`);
  }
  return readRequest(type, fields);
}

function readRequest(type: RequestType, fields: Fields): ClientMessage | ErrorMessage {
  let id: { readonly id?: string } = {};
  try {
    if (fields.id !== undefined) id = { id: text("id", fields.id, maxIdLength) };
    return { ...readers[type](fields), ...id };
  } catch (caught) {
    if (!(caught instanceof FieldError)) throw caught;
    return { ...refusal("invalid-field", caught.message), ...id };
  }
}

function readEntry(fields: Fields): ClientEntryMessage {
  const entry = entryTypes.find((one) => one === fields.entry);
  if (entry === undefined) throw new FieldError(`entry must be one of ${entryTypes.join(", ")}`);
  const kind = levelKind(entry);
  const painLevel = level("painLevel", fields.painLevel, kind === "pain", entry, maxPainLevel);
  const effortLevel = level(
    "effortLevel",
    fields.effortLevel,
    kind === "effort",
    entry,
    maxEffortLevel,
  );
  return {
    type: "entry",
    entry,
    ...(painLevel === null ? {} : { painLevel }),
    ...(effortLevel === null ? {} : { effortLevel }),
  };
}

/** The level of an entry that has one; null of one that has none. */
function level(
  name: string,
  value: unknown,
  isNeeded: boolean,
  entry: EntryType,
  highest: number,
): number | null {
  if (!isNeeded) {
    if (value === undefined || value === null) return null;
    throw new FieldError(`${name} must be left out of ${entry}`);
  }
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= highest) {
    return value;
  }
  throw new FieldError(`${name} must be a whole number from 0 to ${highest}`);
}

function readAlert({ alertId, by }: Fields): { readonly alertId: string; readonly by: string } {
  return { alertId: text("alertId", alertId, maxAlertIdLength), by: text("by", by, maxByLength) };
}

/** What a terminal or a log would take for a command, or for another line. */
const controlCharacter = /\p{Cc}/u;

function text(name: string, value: unknown, longest: number): string {
  if (typeof value === "string" && value.length <= longest && !controlCharacter.test(value)) {
    const trimmed = value.trim();
    if (trimmed.length > 0) return trimmed;
  }
  throw new FieldError(
    `${name} must be a text of 1 to ${longest} characters, without control characters`,
  );
}

function isRequestType(type: unknown): type is RequestType {
  return typeof type === "string" && Object.hasOwn(readers, type);
}

/** The answer to what is not followed. */
export function refusal(code: ErrorMessage["code"], message: string): ErrorMessage {
  return { type: "error", code, message };
}
