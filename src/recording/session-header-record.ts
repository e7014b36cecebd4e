import { crc32 } from "node:zlib";
import type { SessionHeader } from "../model/session-header.ts";
import { SessionFileError } from "./session-file-error.ts";
import { sessionFormatVersion } from "./session-format.ts";
import { describeIssues, sessionHeaderSchema } from "./session-header-schema.ts";

/**
 * Session header → key/value pairs of the MCAP Metadata record. MCAP protects chunks by a CRC but not
 * metadata, so the header brings its own.
 * @throws SessionFileError "header-invalid", naming the field.
 */
export function encodeSessionHeader(path: string, header: SessionHeader): Map<string, string> {
  const checked = sessionHeaderSchema.safeParse(header);
  if (!checked.success) {
    throw new SessionFileError(
      "header-invalid",
      path,
      `cannot write session header: ${describeIssues(checked.error)}`,
    );
  }
  const json = JSON.stringify(checked.data);
  return new Map([
    ["formatVersion", String(sessionFormatVersion)],
    ["header", json],
    ["headerCrc32", crc32Hex(json)],
  ]);
}

/**
 * Key/value pairs of the MCAP Metadata record → session header.
 * @throws SessionFileError "newer-format" or "header-invalid", naming the field.
 */
export function decodeSessionHeader(
  path: string,
  metadata: ReadonlyMap<string, string>,
): SessionHeader {
  const version = metadata.get("formatVersion");
  if (version === undefined || !/^[1-9]\d{0,8}$/.test(version)) {
    throw invalid(path, `formatVersion: expected a whole number, found "${version ?? "nothing"}"`);
  }
  if (Number(version) > sessionFormatVersion) {
    throw new SessionFileError(
      "newer-format",
      path,
      `session file format ${version} is newer than this program, which reads up to format ${sessionFormatVersion}`,
    );
  }
  const json = metadata.get("header");
  if (json === undefined) throw invalid(path, "header: missing");
  if (metadata.get("headerCrc32") !== crc32Hex(json)) {
    throw invalid(path, "header: damaged (its CRC does not match)");
  }
  const checked = sessionHeaderSchema.safeParse(parseJson(path, json));
  if (!checked.success) throw invalid(path, describeIssues(checked.error));
  return checked.data;
}

function parseJson(path: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new SessionFileError("header-invalid", path, "session header: not JSON", { cause });
  }
}

function crc32Hex(json: string): string {
  return crc32(json).toString(16).padStart(8, "0");
}

function invalid(path: string, problem: string): SessionFileError {
  return new SessionFileError("header-invalid", path, `session header: ${problem}`);
}
