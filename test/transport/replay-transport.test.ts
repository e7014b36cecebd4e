import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { openSession, type SessionReader } from "../../src/recording/session-reader.ts";
import { SessionWriter } from "../../src/recording/session-writer.ts";
import { replayTransport } from "../../src/transport/replay/replay-transport.ts";
import { tickPeriodS, withTicks } from "../../src/transport/session-ticks.ts";
import { testHeader } from "../support/test-header.ts";

const podId = testHeader.pods[0]?.podId as string;
const link = (arrivalTimeS: number): TransportEvent => ({
  kind: "link",
  arrivalTimeS,
  podId,
  state: "streaming",
});

let directory: string;
let reader: SessionReader;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hipline-replay-"));
  const path = join(directory, "short.mcap");
  const writer = await SessionWriter.create(path, testHeader);
  for (const timeS of [0.01, 0.02, 0.26, 0.5]) await writer.writeEvent(link(timeS));
  await writer.close();
  reader = await openSession(path);
});
afterAll(async () => {
  await reader.close();
  await rm(directory, { recursive: true, force: true });
});

async function play(speed: number | null): Promise<{ events: TransportEvent[]; tookS: number }> {
  const started = performance.now();
  const events: TransportEvent[] = [];
  await new Promise<void>((resolve, reject) => {
    replayTransport(reader, speed).events.subscribe({
      next: (event) => events.push(event),
      error: reject,
      complete: resolve,
    });
  });
  return { events, tookS: (performance.now() - started) / 1000 };
}

describe("replay transport", () => {
  it("puts the ticks back in, in order, so that time passes while pods are silent", async () => {
    const { events } = await play(null);
    const times = events.map((event) => event.arrivalTimeS);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(events.filter((event) => event.kind === "tick")).toHaveLength(11);
    expect(events.filter((event) => event.kind === "link")).toHaveLength(4);
  });

  it("gives the same events at every speed, and keeps to the speed", async () => {
    const unpaced = await play(null);
    const realTime = await play(1);
    const double = await play(2);
    expect(realTime.events).toEqual(unpaced.events);
    expect(double.events).toEqual(unpaced.events);
    // Not faster than asked; how much slower is the machine's business.
    expect(realTime.tookS).toBeGreaterThan(0.48);
    expect(double.tookS).toBeGreaterThan(0.23);
    expect(unpaced.tookS).toBeLessThan(realTime.tookS);
  });

  it("stops when nobody listens any more", async () => {
    const seen: TransportEvent[] = [];
    await new Promise<void>((resolve) => {
      const subscription = replayTransport(reader, 1).events.subscribe((event) => {
        seen.push(event);
        if (seen.length === 3) {
          subscription.unsubscribe();
          resolve();
        }
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(seen).toHaveLength(3);
  });

  it("plays anew for every subscriber", async () => {
    const [a, b] = await Promise.all([play(null), play(null)]);
    expect(a.events).toEqual(b.events);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses a speed of %d", (speed) => {
    expect(() => replayTransport(reader, speed)).toThrow(RangeError);
  });

  it("hands a file that breaks off on as an error, after all that was readable", async () => {
    async function* broken(): AsyncGenerator<TransportEvent> {
      yield link(0.1);
      throw new Error("disk gone");
    }
    const seen: TransportEvent[] = [];
    await expect(async () => {
      for await (const event of withTicks(broken())) seen.push(event);
    }).rejects.toThrow("disk gone");
    expect(seen).toHaveLength(1 + Math.floor(0.1 / tickPeriodS) + 1);
  });
});
