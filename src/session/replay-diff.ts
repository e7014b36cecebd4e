import type { AlertOutput } from "../model/alert-output.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { SessionReader } from "../recording/session-reader.ts";
import { replayTransport } from "../transport/replay/replay-transport.ts";
import { type AlertSpan, alertSpans } from "./alert-tally.ts";
import { Session } from "./session.ts";

/** What a recording says without the new rules, and where that is from. */
export interface EarlierAlerts {
  readonly episodes: readonly AlertSpan[];
  /** In words that follow "against". */
  readonly source: string;
}

/**
 * The alerts of a recording by its own rules: as they were recorded, or, where it holds none of what rules say (an import, or one made
 * before there were rules), as those rules say now.
 * @throws SessionFileError where the file cannot be understood.
 */
export async function earlierAlerts(reader: SessionReader): Promise<EarlierAlerts> {
  const recorded = await recordedAlerts(reader);
  if (recorded !== null) {
    return { episodes: alertSpans(recorded), source: "those that were recorded" };
  }
  const source =
    reader.header.alertRules === undefined
      ? "those by the default rules"
      : `those by the recording's rules "${reader.header.alertRules.name}"`;
  return { episodes: alertSpans(await computedAlerts(reader)), source };
}

/** Null where no rules were at work when it was recorded: they tell at least what they cannot watch. */
async function recordedAlerts(reader: SessionReader): Promise<readonly AlertOutput[] | null> {
  const alerts: AlertOutput[] = [];
  let isWatched = false;
  for await (const { output } of reader.outputs()) {
    isWatched ||= output.kind === "gaitWatch";
    if (output.kind === "alert") alerts.push(output);
  }
  return isWatched ? alerts : null;
}

function computedAlerts(reader: SessionReader): Promise<readonly AlertOutput[]> {
  return new Promise((resolve, reject) => {
    const alerts: AlertOutput[] = [];
    const session = new Session(replayTransport(reader, null));
    session.outputs.subscribe({
      next: (output: SessionOutput) => {
        if (output.kind === "alert") alerts.push(output);
      },
      error: reject,
      complete: () => resolve(alerts),
    });
    session.start();
  });
}
