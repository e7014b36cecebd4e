import { UserError } from "../config/user-error.ts";
import { ImportError } from "../import/import-error.ts";
import { SessionFileError } from "../recording/session-file-error.ts";
import { BluetoothError } from "../transport/bluetooth/bluetooth-error.ts";
import { ScenarioError } from "../transport/simulated/scenario-error.ts";

const hints: Partial<Record<SessionFileError["code"], string>> = {
  "not-mcap": "Session files end in .mcap; `hipline import` makes one from a treadmill-run folder.",
  "other-profile": "Hipline plays its own recordings only.",
  "newer-format": "Update Hipline to read it.",
  "already-exists": "Choose another name, or replace it with --force.",
};

function hintOf({ code, path }: SessionFileError): string | undefined {
  const isScenario = code === "not-mcap" && path.endsWith(".json");
  return isScenario
    ? `A scenario is played by \`hipline simulate --scenario ${path}\`.`
    : hints[code];
}

/** What a person can do about a radio, and what works without one. */
function radioHint({ code, hint }: BluetoothError): string | null {
  if (code !== "bluetooth-unavailable") return hint;
  const without = "Without a radio, --virtual does the same with emulated pods.";
  return hint === null ? without : `${hint} ${without}`;
}

/** What the user can put right becomes a UserError; everything else stays the defect that it is. */
export function userFacing(error: unknown): unknown {
  if (error instanceof SessionFileError) {
    const hint = hintOf(error);
    return new UserError(error.message, { cause: error, ...(hint === undefined ? {} : { hint }) });
  }
  if (error instanceof ImportError) return new UserError(error.message, { cause: error });
  if (error instanceof BluetoothError) {
    const hint = radioHint(error);
    return new UserError(error.message, { cause: error, ...(hint === null ? {} : { hint }) });
  }
  if (error instanceof ScenarioError) return new UserError(error.message, { cause: error });
  return error;
}
