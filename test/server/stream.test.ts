import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { DeliveryLimits } from "../../src/server/delivery-limits.ts";
import type { OutputsMessage } from "../../src/server/wire.ts";
import { sampleStride } from "../support/sample-stride.ts";
import { alert, angles, gaitEvent, podState, serveSample } from "./sample-session.ts";
import { connect, streamed, type TestClient } from "./test-client.ts";

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function serve(limits: Partial<DeliveryLimits> = {}) {
  const { session, server } = await serveSample({ flushMs: 10, ...limits });
  cleanUps.push(() => server.close());
  const join = async (): Promise<TestClient> => {
    const client = await connect(server.port);
    cleanUps.push(() => client.close());
    return client;
  };
  return { session, server, join };
}

describe("stream to a WebSocket client", () => {
  it("opens with hello, then sends the outputs in order and at last sessionEnd", async () => {
    const { session, join } = await serve();
    const client = await join();
    const sent = [angles(1), gaitEvent(1.1), angles(1.2), sampleStride("left", 1.3), podState(1.4)];
    for (const output of sent) session.outputs.next(output);
    session.outputs.complete();
    const end = await client.next("sessionEnd");

    expect(client.messages[0]).toEqual({
      type: "hello",
      wireVersion: 1,
      server: { name: "hipline", version: "9.8.7" },
      session: session.header,
      playback: { mode: "replay", speed: 1, durationS: 60 },
      sessionTimeS: 0,
      serverTimeS: expect.any(Number),
      running: true,
      snapshot: [],
    });
    expect(streamed(client)).toEqual(sent);
    expect(end).toEqual({
      type: "sessionEnd",
      sessionTimeS: 1.4,
      reason: "the recording has ended",
    });
    expect(client.messages.at(-1)).toEqual(end);
  });

  it("gathers outputs that come close together into one message", async () => {
    const { session, join } = await serve({ flushMs: 50 });
    const client = await join();
    for (let i = 0; i < 20; i += 1) session.outputs.next(angles(i / 50));
    // On a busy machine a sign of life may come first, with no outputs in it.
    await client.until(() => streamed(client).length > 0);
    const message = client.messages
      .filter((m): m is OutputsMessage => m.type === "outputs")
      .find((m) => m.outputs.length > 0);
    expect(message?.outputs).toHaveLength(20);
    expect(message?.sessionTimeS).toBe(19 / 50);
  });

  it("gives a late client a snapshot and no output twice", async () => {
    const { session, join } = await serve();
    const early = await join();
    session.outputs.next(podState(1));
    session.outputs.next(angles(1));
    session.outputs.next(podState(2));
    // Not flushed yet: these must come in the late client's snapshot and only there.
    const late = await join();
    session.outputs.next(angles(3));
    await late.next("outputs");
    await early.until(() => streamed(early).length === 4);

    const hello = await late.next("hello");
    expect(hello.sessionTimeS).toBe(2);
    expect(hello.snapshot).toEqual([angles(1), podState(2)]);
    expect(streamed(late)).toEqual([angles(3)]);
    expect(streamed(early)).toEqual([podState(1), angles(1), podState(2), angles(3)]);
  });

  it("tells a client that comes after the end what there was and why it ended", async () => {
    const { session, join } = await serve();
    session.outputs.next(alert(5, "a", "raised"));
    session.outputs.error(new Error("pod file is gone"));
    const client = await join();
    const end = await client.next("sessionEnd");
    const hello = await client.next("hello");
    expect(hello.running).toBe(false);
    expect(hello.snapshot).toEqual([alert(5, "a", "raised")]);
    expect(end.reason).toBe("the session failed: pod file is gone");
  });

  it("sends an empty outputs message now and then while nothing happens", async () => {
    const { join } = await serve({ keepAliveMs: 40 });
    const client = await join();
    await client.until(() => client.messages.length >= 4);
    expect(client.messages.slice(1, 4)).toEqual(
      Array.from({ length: 3 }, () => ({
        type: "outputs",
        sessionTimeS: 0,
        serverTimeS: expect.any(Number),
        outputs: [],
      })),
    );
  });

  it("says by its own clock when a message was sent", async () => {
    const { session, join } = await serve();
    const client = await join();
    const first = await client.next("hello");
    await sleep(120);
    session.outputs.next(angles(1));
    // An empty message may have come before.
    const withAngles = (): OutputsMessage | undefined =>
      client.messages.find(
        (message): message is OutputsMessage =>
          message.type === "outputs" && message.outputs.length > 0,
      );
    await client.until(() => withAngles() !== undefined);
    const sentS = withAngles()?.serverTimeS ?? 0;
    expect(sentS - first.serverTimeS).toBeGreaterThan(0.11);
    expect(sentS - first.serverTimeS).toBeLessThan(30);
  });

  it("answers a client's hello with a fresh one", async () => {
    const { session, join } = await serve();
    const client = await join();
    session.outputs.next(podState(1));
    await client.until(() => streamed(client).length > 0);
    client.socket.send('{"type":"hello"}');
    await client.until(() => client.messages.filter(({ type }) => type === "hello").length === 2);
    expect(client.messages.at(-1)).toMatchObject({ type: "hello", snapshot: [podState(1)] });
  });

  it("sends at most one snapshot a second, however often it is asked", async () => {
    const { session, join } = await serve();
    const client = await join();
    const hellos = () => client.messages.filter(({ type }) => type === "hello").length;
    for (let i = 0; i < 20; i += 1) {
      client.socket.send('{"type":"hello"}');
      session.outputs.next(angles(i));
      await sleep(20);
    }
    expect(hellos()).toBe(1);
    // The stream does not wait for the snapshot.
    expect(streamed(client).length).toBeGreaterThan(10);
    await client.until(() => hellos() === 2);
  });
});

describe("bad messages from a client", () => {
  it.each([
    ["not JSON", "hip, hip", "not-json"],
    ["an unknown type", '{"type":"shutdown"}', "unknown-type"],
    ["no type", "[1,2]", "unknown-type"],
    ["null", "null", "unknown-type"],
    ["pods that are no list", '{"type":"calibrate","podIds":"all"}', "invalid-field"],
    ["no pods at all", '{"type":"calibrate","podIds":[]}', "invalid-field"],
    ["a pod that is a number", '{"type":"calibrate","podIds":[7]}', "invalid-field"],
    ["a pod of another session", '{"type":"calibrate","podIds":["ff"]}', "invalid-field"],
    ["a long message", `{"type":"hello","padding":"${"x".repeat(5000)}"}`, "too-large"],
  ])("answers %s with an error and goes on", async (_, text, code) => {
    const { session, join } = await serve();
    const client = await join();
    client.socket.send(text);
    expect(await client.next("error")).toMatchObject({ code });
    session.outputs.next(angles(7));
    await client.until(() => streamed(client).length > 0);
    expect(streamed(client)).toEqual([angles(7)]);
  });

  it("answers binary garbage the same way", async () => {
    const { join } = await serve();
    const client = await join();
    client.socket.send(Buffer.from([0xff, 0x00, 0xfe]));
    expect(await client.next("error")).toMatchObject({ code: "not-json" });
  });

  it("does not answer a flood message by message", async () => {
    const { session, join } = await serve();
    const client = await join();
    for (let i = 0; i < 500; i += 1) client.socket.send("?");
    // Asked for after the flood, so that everything before it has been dealt with.
    client.socket.send('{"type":"hello"}');
    await client.until(() => client.messages.filter(({ type }) => type === "hello").length === 2);
    session.outputs.next(angles(1));
    await client.until(() => streamed(client).length === 1);
    const errors = client.messages.filter(({ type }) => type === "error").length;
    expect(errors).toBeGreaterThan(0);
    expect(errors).toBeLessThan(100);
  });

  it("ends the connection where a frame is beyond all measure, and only that one", async () => {
    const { session, server, join } = await serve();
    const rude = await join();
    const polite = await join();
    const closed = new Promise<number>((resolve) => rude.socket.once("close", resolve));
    rude.socket.send("x".repeat(1_000_000));
    // 1009: message too big (RFC 6455, 7.4.1).
    expect(await closed).toBe(1009);
    session.outputs.next(angles(1));
    await polite.next("outputs");
    expect(server.clients()).toBe(1);
  });
});

describe("a request for a new calibration", () => {
  const all = ["00000000000000aa", "00000000000000bb"];

  it("reaches the session, for the pods named or for all, at most once a second", async () => {
    const { session, join } = await serve();
    const [one, other] = [await join(), await join()];
    one.socket.send('{"type":"calibrate"}');
    one.socket.send('{"type":"calibrate"}');
    expect(await one.next("error")).toMatchObject({ code: "not-now" });
    other.socket.send(JSON.stringify({ type: "calibrate", podIds: [all[1]] }));
    await expect.poll(() => session.requests).toEqual([all, [all[1]]]);
  });

  it("is refused when the session is over", async () => {
    const { session, join } = await serve();
    const client = await join();
    session.outputs.complete();
    client.socket.send('{"type":"calibrate"}');
    expect(await client.next("error")).toMatchObject({ code: "not-now" });
    expect(session.requests).toEqual([]);
  });
});
