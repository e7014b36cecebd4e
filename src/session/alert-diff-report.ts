import type { AlertDiff, AlertPair } from "./alert-diff.ts";
import { type AlertSpan, saidText } from "./alert-tally.ts";
import { clockText } from "./text-table.ts";
import { countText } from "./words.ts";

/** Times closer than this are the same, s: outputs come at least once a second. */
const sameTimeS = 1;

/**
 * What other rules would have said, in lines.
 * @param before whose alerts the new ones are compared with, "those of the recording".
 * @param rulesName name of the new rules.
 */
export function alertDiffLines(diff: AlertDiff, before: string, rulesName: string): string[] {
  const { onlyBefore, onlyAfter, both } = diff;
  const changed = both.map((pair) => ({ pair, how: changeText(pair) }));
  const same = changed.filter(({ how }) => how === "").length;
  return [
    `Alerts by the rules "${rulesName}", against ${before} (not clinically validated):`,
    `  ${countText(onlyBefore.length, "alert")} gone, ${onlyAfter.length} new, ${both.length - same} otherwise, ${same} the same`,
    ...onlyBefore.map((one) => `  gone: ${episodeText(one)}`),
    ...onlyAfter.map((one) => `  new: ${episodeText(one)}`),
    ...changed
      .filter(({ how }) => how !== "")
      .map(({ pair, how }) => `  otherwise (${how}): ${episodeText(pair.after)}`),
  ];
}

/** "20 s later, watch instead of alert"; empty where nothing differs. */
function changeText({ before, after }: AlertPair): string {
  const start = shiftText(after.startS - before.startS, "");
  const severity =
    before.severity === after.severity ? "" : `${after.severity} instead of ${before.severity}`;
  return [start, severity, endText(before, after)].filter((text) => text !== "").join(", ");
}

function endText(before: AlertSpan, after: AlertSpan): string {
  if (before.endS === null && after.endS === null) return "";
  if (after.endS === null) return "stands to the end";
  if (before.endS === null) return `over at ${clockText(after.endS)} instead of the end`;
  return shiftText(after.endS - before.endS, "over ");
}

function shiftText(shiftS: number, what: string): string {
  if (Math.abs(shiftS) < sameTimeS) return "";
  return `${what}${Math.abs(shiftS).toFixed(0)} s ${shiftS > 0 ? "later" : "earlier"}`;
}

function episodeText(alert: AlertSpan): string {
  const { ruleId, severity, startS, endS } = alert;
  const until = endS === null ? "the end" : clockText(endS);
  return `${clockText(startS)} to ${until}, ${ruleId} (${severity}): ${saidText(alert)}`;
}
