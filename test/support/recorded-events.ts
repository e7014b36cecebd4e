import { from, lastValueFrom, map, tap, toArray } from "rxjs";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { sessionPipeline } from "../../src/pipeline/session-pipeline.ts";
import { openSession } from "../../src/recording/session-reader.ts";
import { withTicks } from "../../src/transport/session-ticks.ts";
import { fixturePath } from "./run-recording.ts";

/** A recording's header and its first seconds of events, without ticks. */
export async function recordedEvents(
  name: string,
  untilS: number,
): Promise<{ header: SessionHeader; events: TransportEvent[] }> {
  const reader = await openSession(fixturePath(name));
  const events: TransportEvent[] = [];
  for await (const event of reader.events()) {
    if (event.arrivalTimeS > untilS) break;
    events.push(event);
  }
  await reader.close();
  return { header: reader.header, events };
}

/** An output and the session time of the event that brought it out, s. */
export interface TimedOutput {
  readonly output: SessionOutput;
  readonly emittedAtS: number;
}

/** What the pipeline makes of events that somebody may have tampered with, and when; ticks are put in. */
export async function timedOutputs(
  header: SessionHeader,
  events: readonly TransportEvent[],
): Promise<TimedOutput[]> {
  async function* source(): AsyncGenerator<TransportEvent> {
    yield* events;
  }
  let nowS = 0;
  const outputs = from(withTicks(source())).pipe(
    tap((event) => {
      nowS = event.arrivalTimeS;
    }),
    sessionPipeline(header),
    map((output) => ({ output, emittedAtS: nowS })),
    toArray(),
  );
  return lastValueFrom(outputs);
}

/** The same without the times. */
export async function pipelineOutputs(
  header: SessionHeader,
  events: readonly TransportEvent[],
): Promise<SessionOutput[]> {
  return (await timedOutputs(header, events)).map(({ output }) => output);
}

/** Outputs of one kind. */
export function ofKind<K extends SessionOutput["kind"]>(
  outputs: readonly SessionOutput[],
  kind: K,
): Extract<SessionOutput, { kind: K }>[] {
  return outputs.filter((o): o is Extract<SessionOutput, { kind: K }> => o.kind === kind);
}
