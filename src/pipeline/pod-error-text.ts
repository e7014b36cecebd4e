import { podErrorCodes } from "../codec/protocol.ts";

const texts: Readonly<Record<keyof typeof podErrorCodes, string | null>> = {
  none: null,
  sensorFailure: "its sensor has failed",
  batteryLow: "its battery is nearly empty",
  batteryEmpty: "its battery is empty",
  overheated: "it is too warm to wear",
  storageFailure: "its memory has failed",
  clockFailure: "its clock crystal did not start",
  watchdogReset: "it restarted by itself",
  transmitOverflow: "it gave up live packets that the link did not carry in time",
  internal: "an internal error",
};

const textOfCode: ReadonlyMap<number, string | null> = new Map(
  (Object.keys(texts) as (keyof typeof podErrorCodes)[]).map((name) => [
    podErrorCodes[name],
    texts[name],
  ]),
);

/** A pod's error code (firmware-protocol/SPEC.md, section 4) in plain words, also one of a newer pod; null = no error. */
export function podErrorText(code: number): string | null {
  const text = textOfCode.get(code);
  return text === undefined ? `error ${code}, which this version does not know` : text;
}
