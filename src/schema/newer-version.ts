import { isRecord } from "../model/is-record.ts";

/**
 * What is wrong with a file that claims a later version of its layout than this program knows; null where it claims none, or a known one.
 * @param known the newest version that this program reads.
 */
export function newerVersionProblem(json: unknown, known: number): string | null {
  const version = isRecord(json) ? json.version : undefined;
  return typeof version === "number" && Number.isInteger(version) && version > known
    ? `version ${version} is newer than this program, which reads version ${known}`
    : null;
}
