import type { CommandContext, CommandOutput } from "../config/command-context.ts";
import { placementNames } from "../model/placement-names.ts";
import { sensorKindNames } from "../model/sensor-kind-names.ts";
import { type SessionSummary, summarizeSession } from "../recording/summarize-session.ts";
import { clockText, textTable } from "./text-table.ts";
import { userFacing } from "./user-facing-error.ts";
import { sizeText } from "./words.ts";

export interface InspectOptions {
  /** Session file. */
  readonly file: string;
  /** Print one JSON object instead of text. */
  readonly json: boolean;
}

/** Prints what is in a session file; returns the process' exit code: 1 where the file was cut off. */
export async function runInspect(
  options: InspectOptions,
  { output }: CommandContext,
): Promise<number> {
  try {
    const summary = await summarizeSession(options.file);
    if (options.json) output.print(JSON.stringify(summary, null, 2));
    else printSummary(output, summary);
    if (summary.recovery === null) return 0;
    const { truncatedAtByte } = summary.recovery;
    output.note(
      `${options.file}: cut off at byte ${truncatedAtByte}; readable up to ${clockText(summary.durationS)}`,
    );
    return 1;
  } catch (error) {
    throw userFacing(error);
  }
}

function printSummary(output: CommandOutput, summary: SessionSummary): void {
  const { header } = summary;
  const { runner, origin } = header;
  const facts: [string, string | undefined][] = [
    ["title", header.title],
    ["session", header.sessionId],
    ["started", header.startedAt ?? "not known"],
    ["length", clockText(summary.durationS)],
    ["size", sizeText(summary.sizeBytes)],
    ["protocol", header.protocolVersion],
    ["runner", runner.label],
    ["affected side", runner.affectedSide ?? "not stated"],
    ["origin", `${origin.kind}: ${origin.description}`],
    ["credit", origin.credit],
    ["licence", origin.licence],
    ...header.calibrationSpans.map((span): [string, string] => [
      span.kind,
      `${span.startS} to ${span.endS} s`,
    ]),
  ];
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
  for (const line of textTable(known)) output.print(line);
  output.print("");
  const pods = summary.pods.map((pod) => {
    const described = header.pods.find((candidate) => candidate.podId === pod.podId);
    return [
      pod.placement === null ? "not in the header" : placementNames[pod.placement],
      pod.podId,
      described === undefined ? "" : `${described.sampleRateHz} Hz`,
      `${pod.notifications}`,
      receivedText(pod),
    ];
  });
  const podRows = [["pod", "id", "rate", "notifications", "received"], ...pods];
  for (const line of textTable(podRows)) output.print(line);
  output.print("");
  if (summary.sensors.length > 0) {
    const sensors = summary.sensors.map(({ name, kind, sensorId, notifications, ...sensor }) => [
      name ?? "not in the header",
      kind === null ? "" : sensorKindNames[kind],
      sensorId,
      `${notifications}`,
      receivedText(sensor),
    ]);
    const sensorRows = [["sensor", "kind", "id", "notifications", "received"], ...sensors];
    for (const line of textTable(sensorRows)) output.print(line);
    output.print("");
  }
  const topics = summary.topics.map(({ topic, messages, bytes }) => [
    topic,
    `${messages}`,
    sizeText(bytes),
  ]);
  for (const line of textTable([["topic", "messages", "data"], ...topics])) output.print(line);
}

function receivedText({
  firstS,
  lastS,
}: Pick<SessionSummary["pods"][number], "firstS" | "lastS">): string {
  return firstS === null || lastS === null
    ? "nothing received"
    : `${firstS.toFixed(2)} to ${lastS.toFixed(2)} s`;
}
