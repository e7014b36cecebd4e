import type { SessionReader } from "../../recording/session-reader.ts";
import { pacedEvents } from "../paced-events.ts";
import type { PodTransport } from "../pod-transport.ts";
import { withTicks } from "../session-ticks.ts";

/**
 * Plays a session file: the recorded notifications at the pace they came in.
 * @param reader an open session; the caller closes it.
 * @param speed 1 = real time, n = n times as fast, null = as fast as possible.
 * @param whenReady asked now and then whether whoever takes the events needs time, for example for a disk; null = no.
 * @throws RangeError where the speed is not a positive number.
 */
export function replayTransport(
  reader: SessionReader,
  speed: number | null,
  whenReady: () => Promise<void> | null = () => null,
): PodTransport {
  return {
    header: reader.header,
    events: pacedEvents(() => withTicks(reader.events()), { speed, whenReady }),
  };
}
