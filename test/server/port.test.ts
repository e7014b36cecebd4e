import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { EMPTY, Observable } from "rxjs";
import { afterEach, describe, expect, it } from "vitest";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { type RunningServer, startServer } from "../../src/server/start-server.ts";
import { sampleSession } from "./sample-session.ts";
import { connect } from "./test-client.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function occupy(): Promise<number> {
  const server: Server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push(server);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function start(port: number, portIsExplicit: boolean, host = "127.0.0.1") {
  const server: RunningServer = await startServer({
    host,
    port,
    portIsExplicit,
    dashboardDir: "does-not-exist",
    version: "0",
    session: { ...sampleSession(), outputs: EMPTY },
  });
  opened.push(server);
  return server;
}

describe("port", () => {
  it("is refused where it was asked for and is in use", async () => {
    const port = await occupy();
    await expect(start(port, true)).rejects.toThrow(
      `port ${port} is in use on 127.0.0.1: choose another with --port`,
    );
  });

  it("is the next free one where none was asked for", async () => {
    const port = await occupy();
    const server = await start(port, false);
    expect(server.port).toBeGreaterThan(port);
    expect(server.port).toBeLessThan(port + 20);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/`);
    expect((await fetch(`${server.url}healthz`)).status).toBe(200);
  });

  it("names the address where the machine does not have it", async () => {
    // 192.0.2.0/24 is reserved for documentation (RFC 5737).
    await expect(start(0, true, "192.0.2.1")).rejects.toThrow(
      "this machine has no address 192.0.2.1: choose another with --host",
    );
  });

  it("is free again after close, which also ends the connections", async () => {
    const server = await start(0, true);
    const client = await connect(server.port);
    const closed = once(client.socket, "close") as Promise<[number, Buffer]>;
    await server.close();
    expect((await closed)[0]).toBe(1001);
    const again = await start(server.port, true);
    expect(again.port).toBe(server.port);
  });
});

describe("close", () => {
  it("unsubscribes from the session and does not wait for a client that hangs", async () => {
    let subscriptions = 0;
    const outputs = new Observable<SessionOutput>(() => {
      subscriptions += 1;
      return () => {
        subscriptions -= 1;
      };
    });
    const server = await startServer({
      host: "127.0.0.1",
      port: 0,
      portIsExplicit: true,
      dashboardDir: "does-not-exist",
      version: "0",
      session: { ...sampleSession(), outputs },
    });
    expect(subscriptions).toBe(1);
    const client = await connect(server.port);
    client.socket.pause();
    const startedMs = performance.now();
    await server.close();
    expect(performance.now() - startedMs).toBeLessThan(3000);
    expect(subscriptions).toBe(0);
    await client.close();
  });
});
