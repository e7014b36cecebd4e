import { type GspCommand, type GspReference, gspCommands } from "./gsp.ts";

/** A command: its code, a reference, and the path of the resource where it is about one, in UTF-8, with nothing behind it. */
export function encodeGspCommand(
  command: GspCommand,
  reference: GspReference,
  path = "",
): Uint8Array {
  return Uint8Array.of(gspCommands[command], reference, ...new TextEncoder().encode(path));
}
