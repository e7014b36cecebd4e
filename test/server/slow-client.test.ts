import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { alert, angles, gaitEvent, podState, serveSample } from "./sample-session.ts";
import { connect, streamed } from "./test-client.ts";

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function serveSlow(stuckAfterMs: number) {
  const { session, server } = await serveSample({
    flushMs: 10,
    stuckAfterMs,
    highWaterBytes: 64 * 1024,
  });
  cleanUps.push(() => server.close());
  const client = await connect(server.port);
  cleanUps.push(() => client.close());
  return { session, server, client };
}

describe("a client that stops reading", () => {
  it("gets congestion and the newest of everything once it reads again, while others lose nothing", async () => {
    const { session, server, client } = await serveSlow(60_000);
    const quick = await connect(server.port);
    cleanUps.push(() => quick.close());
    client.socket.pause();

    // About 40 MB: far more than the kernel's socket buffers take.
    const chunks = 200;
    const anglesPerChunk = 2000;
    let pushed = 0;
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      for (let i = 0; i < anglesPerChunk; i += 1) {
        session.outputs.next(angles(pushed / 50));
        pushed += 1;
      }
      session.outputs.next(podState(pushed / 50));
      pushed += 1;
      // Never ahead of the quick client, so that only the stuck one has a reason to lose anything.
      await quick.until(() => quick.outputCount() === pushed);
    }
    session.outputs.next(gaitEvent(9001));
    session.outputs.next(alert(9002, "late", "raised"));
    session.outputs.next(angles(9003));
    pushed += 3;
    await quick.until(() => quick.outputCount() === pushed);
    expect(quick.messages.some(({ type }) => type === "congestion")).toBe(false);

    client.socket.resume();
    const congestion = await client.next("congestion");
    await client.until(() => streamed(client).at(-1)?.timeS === 9003);
    const outputs = streamed(client);
    expect(outputs.length + congestion.droppedOutputs).toBe(pushed);
    // What it got is what fitted into the socket buffers plus the bounded queue, not what was pushed.
    expect(outputs.length).toBeLessThan(pushed / 2);
    expect(outputs).toContainEqual(gaitEvent(9001));
    expect(outputs).toContainEqual(alert(9002, "late", "raised"));
    expect(outputs.filter(({ kind }) => kind === "podState").at(-1)?.timeS).toBe((pushed - 4) / 50);
    const times = outputs.filter(({ kind }) => kind === "pelvicAngles").map(({ timeS }) => timeS);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it("still learns that the session has ended", async () => {
    const { session, client } = await serveSlow(60_000);
    client.socket.pause();
    for (let chunk = 0; chunk < 100; chunk += 1) {
      for (let i = 0; i < 2000; i += 1) session.outputs.next(angles(chunk));
      await nextTurn();
    }
    session.outputs.complete();
    client.socket.resume();
    await client.next("sessionEnd");
    expect(client.messages.some(({ type }) => type === "congestion")).toBe(true);
    expect(client.messages.at(-1)?.type).toBe("sessionEnd");
  });

  it("is cut off when it stays stuck", async () => {
    const { session, server, client } = await serveSlow(150);
    client.socket.pause();
    for (let chunk = 0; chunk < 100; chunk += 1) {
      for (let i = 0; i < 2000; i += 1) session.outputs.next(angles(chunk));
      await nextTurn();
    }
    await expect.poll(() => server.clients(), { timeout: 5000 }).toBe(0);
  });
});

describe("a client on a slow line", () => {
  /** A client whose pings are answered `delayMs` late, as by a line whose buffers below ours are long. */
  async function serveDelayed(delayMs: number) {
    const { session, server } = await serveSample({ flushMs: 10, maxRoundTripMs: 100 });
    cleanUps.push(() => server.close());
    const client = await connect(server.port, { pongDelayMs: delayMs });
    cleanUps.push(() => client.close());
    return { session, client };
  }

  it("gets fewer values instead of older ones, although nothing waits in the server's own buffer", async () => {
    const { session, client } = await serveDelayed(600);
    for (let i = 0; i < 300; i += 1) {
      session.outputs.next(podState(i));
      await sleep(5);
    }
    await client.until(() => streamed(client).at(-1)?.timeS === 299);
    const congestion = client.messages.filter(({ type }) => type === "congestion");
    expect(congestion.length).toBeGreaterThan(0);
    // Up to 100 ms of each 600 ms get through as they come.
    expect(streamed(client).length).toBeLessThan(150);
  });

  it("loses nothing where the answers come in time", async () => {
    const { session, client } = await serveDelayed(20);
    for (let i = 0; i < 100; i += 1) {
      session.outputs.next(podState(i));
      await sleep(5);
    }
    await client.until(() => client.outputCount() === 100);
  });

  it("gets no answers to garbage while its line is full", async () => {
    const { session, client } = await serveDelayed(1500);
    session.outputs.next(podState(1));
    await sleep(200);
    for (let i = 0; i < 5; i += 1) client.socket.send("?");
    session.outputs.next(podState(2));
    await client.until(() => streamed(client).at(-1)?.timeS === 2);
    expect(client.messages.filter(({ type }) => type === "error")).toEqual([]);
    client.socket.send("?");
    await client.next("error");
  });

  it("gets what waited in messages of moderate length", async () => {
    const { session, client } = await serveDelayed(600);
    session.outputs.next(podState(0));
    await sleep(200);
    for (let i = 1; i <= 100; i += 1) session.outputs.next(gaitEvent(i));
    await client.until(() => client.outputCount() === 101);
    const lengths = client.messages.map((message) =>
      message.type === "outputs" ? message.outputs.length : 0,
    );
    expect(Math.max(...lengths)).toBe(32);
    expect(streamed(client).map(({ timeS }) => timeS)).toEqual(
      Array.from({ length: 101 }, (_, i) => i),
    );
  });
});

describe("a client that is gone without a word", () => {
  it("is dropped when it answers no ping", async () => {
    const { server } = await serveSample({ pingMs: 20, deadAfterMs: 150 });
    cleanUps.push(() => server.close());
    const alive = await connect(server.port);
    const mute = await connect(server.port, { autoPong: false });
    cleanUps.push(() => alive.close());
    cleanUps.push(() => mute.close());
    expect(server.clients()).toBe(2);
    await new Promise((resolve) => mute.socket.once("close", resolve));
    await expect.poll(() => server.clients()).toBe(1);
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
  });
});
