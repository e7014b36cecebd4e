import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { parseClientMessage } from "../../src/server/client-message.ts";
import { alert, angles, sampleSession, serveSample } from "./sample-session.ts";
import { connect, type TestClient } from "./test-client.ts";

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function joined() {
  const { session, server } = await serveSample({ flushMs: 10 });
  cleanUps.push(() => server.close());
  const client = await connect(server.port);
  cleanUps.push(() => client.close());
  return { session, client };
}

/** The answer to a message: "done", or the code and text of the refusal. */
async function answer(client: TestClient, message: object): Promise<string> {
  const id = `m${client.messages.length}`;
  client.socket.send(JSON.stringify({ ...message, id }));
  const isAnswer = (one: object): boolean => "id" in one && one.id === id;
  await client.until(() => client.messages.some(isAnswer));
  const found = client.messages.find(isAnswer);
  return found?.type === "error" ? `${found.code}: ${found.message}` : `${found?.type}`;
}

describe("what people do", () => {
  it.each([
    [
      { type: "entry", entry: "pain", painLevel: 4 },
      { entry: "pain", painLevel: 4, effortLevel: null },
    ],
    [
      { type: "entry", entry: "sharp-pain" },
      { entry: "sharp-pain", painLevel: null, effortLevel: null },
    ],
    [
      { type: "entry", entry: "effort", effortLevel: 0 },
      { entry: "effort", painLevel: null, effortLevel: 0 },
    ],
    [
      { type: "entry", entry: "stop", painLevel: null },
      { entry: "stop", painLevel: null, effortLevel: null },
    ],
    [
      { type: "entry", entry: "pain-next-morning", painLevel: 10 },
      { entry: "pain-next-morning", painLevel: 10, effortLevel: null },
    ],
    [
      { type: "beltSpeed", speedKmH: 9 },
      { kind: "beltSpeed", beltSpeedMPerS: 2.5 },
    ],
    [
      { type: "beltSpeed", speedKmH: null },
      { kind: "beltSpeed", beltSpeedMPerS: null },
    ],
    [
      { type: "resetBaseline", by: " coach " },
      { kind: "baselineReset", by: "coach" },
    ],
  ])("%j reaches the session, and is answered", async (message, action) => {
    const { session, client } = await joined();
    expect(await answer(client, message)).toBe("done");
    expect(session.actions).toEqual([expect.objectContaining(action)]);
  });

  it("about an alert needs one that stands; only pain is cleared by a person", async () => {
    const { session, client } = await joined();
    session.outputs.next(alert(1, "pain-1", "raised", "pain"));
    session.outputs.next(alert(1, "tilt-1", "raised", "pelvic-tilt"));
    const by = "coach";
    const about = (type: string, alertId: string) => answer(client, { type, alertId, by });
    expect(await about("acknowledge", "tilt-1")).toBe("done");
    expect(await about("clear", "pain-1")).toBe("done");
    expect(session.actions).toEqual([
      { kind: "alertAction", action: "acknowledge", alertId: "tilt-1", by },
      { kind: "alertAction", action: "clear", alertId: "pain-1", by },
    ]);
    expect(await about("clear", "tilt-1")).toMatch(/^not-now: only alerts about pain/);
    expect(await about("acknowledge", "pain-9")).toMatch(/^not-now: .*"pain-9"/);
    session.outputs.next(alert(2, "pain-1", "released", "pain"));
    expect(await about("clear", "pain-1")).toMatch(/^not-now/);
    expect(session.actions).toHaveLength(2);
  });

  it.each([
    [{ type: "entry", entry: "pain" }, /painLevel must be a whole number from 0 to 10/],
    [{ type: "entry", entry: "pain", painLevel: 11 }, /painLevel/],
    [{ type: "entry", entry: "pain", painLevel: 2.5 }, /painLevel/],
    [{ type: "entry", entry: "pain", painLevel: "3" }, /painLevel/],
    [{ type: "entry", entry: "catch", painLevel: 3 }, /painLevel must be left out of catch/],
    [{ type: "entry", entry: "effort", painLevel: 3 }, /painLevel must be left out of effort/],
    [{ type: "entry", entry: "ouch" }, /entry must be one of pain, sharp-pain, catch/],
    [{ type: "beltSpeed" }, /speedKmH must be a number from 0 to 40, or null/],
    [{ type: "beltSpeed", speedKmH: -1 }, /speedKmH/],
    [{ type: "resetBaseline" }, /by must be a text/],
    [{ type: "resetBaseline", by: "x".repeat(41) }, /by must be a text of 1 to 40/],
    [{ type: "resetBaseline", by: "coach\u001b[2J" }, /by must be a text .* without control/],
    [{ type: "resetBaseline", by: "coach\nrunner" }, /by must be a text .* without control/],
    [{ type: "acknowledge", by: "coach" }, /alertId must be a text/],
  ])("%j is refused with what is wrong", async (message, problem) => {
    const { session, client } = await joined();
    const refusal = await answer(client, message);
    expect(refusal).toMatch(/^invalid-field: /);
    expect(refusal).toMatch(problem);
    expect(session.actions).toEqual([]);
  });

  it("comes too late when the session is over, and that is said", async () => {
    const { session, client } = await joined();
    session.outputs.complete();
    expect(await answer(client, { type: "entry", entry: "sharp-pain" })).toMatch(
      /^not-now: .*over/,
    );
    expect(session.actions).toEqual([]);
  });
});

describe("an answer", () => {
  it("comes also to a client that is behind", async () => {
    const { session, server } = await serveSample({ flushMs: 10, highWaterBytes: 1 });
    cleanUps.push(() => server.close());
    const client = await connect(server.port);
    cleanUps.push(() => client.close());
    client.socket.pause();
    // About 20 MB: far more than the kernel's socket buffers take.
    for (let i = 0; i < 100_000; i += 1) session.outputs.next(angles(i));
    client.socket.send(JSON.stringify({ type: "entry", entry: "sharp-pain", id: "tap" }));
    client.socket.send(JSON.stringify({ type: "entry", entry: "pain", id: "wrong" }));
    await expect.poll(() => session.actions.length).toBe(1);
    client.socket.resume();
    expect(await client.next("done")).toEqual({ type: "done", id: "tap" });
    expect(await client.next("error")).toMatchObject({ code: "invalid-field", id: "wrong" });
    await client.next("congestion");
  });

  it("is no promise where the session does not run: nobody has begun it, or it is being ended", async () => {
    const session = sampleSession();
    const { server } = await serveSample({}, { ...session, act: () => false });
    cleanUps.push(() => server.close());
    const client = await connect(server.port);
    cleanUps.push(() => client.close());
    expect(await answer(client, { type: "entry", entry: "sharp-pain" })).toMatch(
      /^not-now: the session has not begun/,
    );
  });
});

describe("reading a client's message", () => {
  const type = fc.constantFrom(
    ...["hello", "calibrate", "entry", "acknowledge", "clear", "resetBaseline", "beltSpeed", "?"],
  );
  const fields = ["podIds", "entry", "painLevel", "effortLevel", "alertId", "by", "speedKmH", "id"];
  const record = fc.dictionary(fc.constantFrom(...fields), fc.jsonValue());

  it("never throws, and lets nothing through that is not in the contract", () => {
    fc.assert(
      fc.property(type, record, (name, rest) => {
        const read = parseClientMessage(Buffer.from(JSON.stringify({ ...rest, type: name })));
        if (read.type === "error") expect(read.message.length).toBeGreaterThan(0);
        else expect(read.type).toBe(name);
        if (read.type === "entry") {
          const levels = [read.painLevel, read.effortLevel].filter((level) => level !== undefined);
          for (const level of levels) expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).toContain(level);
        }
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(parseClientMessage(Buffer.from(bytes)).type).toBeDefined();
      }),
    );
  });
});
