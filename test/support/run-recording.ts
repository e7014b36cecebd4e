import { fileURLToPath } from "node:url";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { openSession } from "../../src/recording/session-reader.ts";
import { SessionWriter } from "../../src/recording/session-writer.ts";
import { Session } from "../../src/session/session.ts";
import { SessionRecorder } from "../../src/session/session-recorder.ts";
import { replayTransport } from "../../src/transport/replay/replay-transport.ts";

/** Path of a file in fixtures/. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
}

/**
 * A recording through the whole session.
 * @param recordTo file for raw events and outputs; null = none.
 * @param speed null = as fast as possible.
 */
export async function runRecording(
  path: string,
  recordTo: string | null = null,
  speed: number | null = null,
): Promise<SessionOutput[]> {
  const reader = await openSession(path);
  const writer = recordTo === null ? null : await SessionWriter.create(recordTo, reader.header);
  const outputs: SessionOutput[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const session = new Session(replayTransport(reader, speed));
      const recorder = writer === null ? null : new SessionRecorder(writer, reject);
      if (recorder !== null) session.recordTo(recorder);
      session.outputs.subscribe({
        next: (output) => outputs.push(output),
        error: reject,
        complete: () => {
          const skipped = recorder?.skipped ?? null;
          if (skipped === null) resolve();
          else reject(skipped.first);
        },
      });
      session.start();
    });
  } finally {
    await writer?.close();
    await reader.close();
  }
  return outputs;
}
