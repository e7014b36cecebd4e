import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { connect as connectTcp } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type RunningServer, startServer } from "../../src/server/start-server.ts";
import { sampleSession } from "./sample-session.ts";
import { connect } from "./test-client.ts";

let folder: string;
let server: RunningServer;

function startHere(dashboardDir: string): Promise<RunningServer> {
  return startServer({
    host: "127.0.0.1",
    port: 0,
    portIsExplicit: true,
    dashboardDir,
    version: "1.2.3",
    session: sampleSession(),
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-http-"));
  await writeFile(join(folder, "secret.txt"), "private");
  await mkdir(join(folder, "dashboard", "assets"), { recursive: true });
  await writeFile(join(folder, "dashboard", "index.html"), "<title>page</title>");
  await writeFile(join(folder, "dashboard", "assets", "page.js"), "run()");
  server = await startHere(join(folder, "dashboard"));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Unlike fetch, sends the path and the Host header exactly as given. */
async function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; port?: number } = {},
): Promise<Answer> {
  const { method = "GET", headers = {}, port = server.port } = options;
  const outgoing = request({ host: "127.0.0.1", port, path, method, headers });
  outgoing.end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  let body = "";
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

describe("HTTP", () => {
  it("serves the dashboard's files with headers that keep other sites out", async () => {
    const page = await ask("/");
    expect(page.status).toBe(200);
    expect(page.body).toBe("<title>page</title>");
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    const policy = page.headers["content-security-policy"];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port}`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.headers["x-content-type-options"]).toBe("nosniff");
    expect(page.headers["cross-origin-resource-policy"]).toBe("same-origin");
    expect(await ask("/assets/page.js")).toMatchObject({ status: 200, body: "run()" });
  });

  it("states its health", async () => {
    const client = await connect(server.port);
    const answer = await ask("/healthz");
    await client.close();
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(JSON.parse(answer.body)).toEqual({
      status: "ok",
      server: { name: "hipline", version: "1.2.3" },
      wireVersion: 1,
      uptimeS: expect.any(Number),
      clients: 1,
      session: { id: "session-0001", running: true, sessionTimeS: 0 },
    });
  });

  it("answers HEAD without a body and refuses what would change something", async () => {
    expect(await ask("/healthz", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
    const refused = await ask("/healthz", { method: "POST" });
    expect(refused.status).toBe(405);
    expect(refused.headers.allow).toBe("GET, HEAD");
  });

  it("says what is not there", async () => {
    const answer = await ask("/nothing?x=1");
    expect(answer.status).toBe(404);
    expect(answer.body).toContain("/nothing");
    expect((await ask("/ws")).status).toBe(426);
  });

  it.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/../../secret.txt",
    "/assets/%2e%2e/%2e%2e/secret.txt",
    "//secret.txt",
    "/%00",
    "/%",
    "//",
    "/..\\secret.txt",
  ])("does not leave its folder or stumble for %s", async (path) => {
    const answer = await ask(path);
    expect(answer.body).not.toContain("private");
    expect([200, 404]).toContain(answer.status);
    expect((await ask("/healthz")).status).toBe(200);
  });

  it("survives a range that makes no sense", async () => {
    expect(await ask("/", { headers: { range: "bytes=9-2" } })).toMatchObject({ status: 200 });
    expect((await ask("/healthz")).status).toBe(200);
  });

  it("says how to build the dashboard where it is missing, and finds it once it is there", async () => {
    const late = join(folder, "late");
    const bare = await startHere(late);
    try {
      const before = await ask("/", { port: bare.port });
      expect(before.status).toBe(503);
      expect(before.body).toContain("npm run build");
      await mkdir(late);
      await writeFile(join(late, "index.html"), "built");
      expect(await ask("/", { port: bare.port })).toMatchObject({ status: 200, body: "built" });
    } finally {
      await bare.close();
    }
  });

  it("serves what it read although a rebuild takes the files away under it", async () => {
    const rebuilt = join(folder, "rebuilt");
    await mkdir(rebuilt);
    await writeFile(join(rebuilt, "index.html"), "old");
    await writeFile(join(rebuilt, "old.js"), "old()");
    const during = await startHere(rebuilt);
    try {
      await rm(rebuilt, { recursive: true });
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => ask("/", { port: during.port })),
      );
      expect(answers.map(({ body }) => body)).toEqual(Array(20).fill("old"));
      await mkdir(rebuilt);
      await writeFile(join(rebuilt, "new.js"), "new()");
      expect(await ask("/new.js", { port: during.port })).toMatchObject({ body: "new()" });
      expect(await ask("/old.js", { port: during.port })).toMatchObject({ body: "old()" });
    } finally {
      await during.close();
    }
  });

  it("does not follow a link out of its folder", async () => {
    await symlink(join(folder, "secret.txt"), join(folder, "dashboard", "link.txt"));
    expect((await ask("/link.txt")).status).toBe(404);
  });

  it("answers only to names of this machine, so that no foreign name can be pointed at it", async () => {
    for (const host of [
      "localhost:1",
      "127.0.0.1",
      "192.168.1.20:8080",
      "[::1]:8080",
      hostname(),
    ]) {
      expect((await ask("/healthz", { headers: { host } })).status, host).toBe(200);
    }
    for (const host of [
      "evil.example",
      "localhost.evil.example:8080",
      "a@127.0.0.1",
      "127.0.0.1/x",
    ]) {
      expect((await ask("/", { headers: { host } })).status, host).toBe(403);
    }
  });
});

describe("WebSocket upgrade", () => {
  function refusalOf(path: string, headers: Record<string, string>): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
      socket.on("error", () => undefined);
      socket.on("unexpected-response", (_, response) => resolve(response.statusCode));
      socket.on("open", () => {
        socket.terminate();
        reject(new Error("was accepted"));
      });
    });
  }

  it.each([
    "https://evil.example",
    "http://evil.example:8080",
    "http://127.0.0.1:1",
    "null",
    "file://",
    "http://127.0.0.1.evil.example",
  ])("refuses the page of another site: %s", async (origin) => {
    expect(await refusalOf("/ws", { origin })).toBe(403);
  });

  it("refuses a foreign name pointed at this machine although origin and host agree", async () => {
    const headers = { origin: "http://evil.example:8080", host: "evil.example:8080" };
    expect(await refusalOf("/ws", headers)).toBe(403);
  });

  it("refuses other paths", async () => {
    expect(await refusalOf("/", {})).toBe(404);
    expect(await refusalOf("//", {})).toBe(404);
  });

  it("accepts its own page", async () => {
    const client = await connect(server.port, { origin: `http://127.0.0.1:${server.port}` });
    expect((await client.next("hello")).type).toBe("hello");
    await client.close();
  });

  it("refuses clients beyond the limit and takes them again when one has left", async () => {
    const small = await startServer({
      host: "127.0.0.1",
      port: 0,
      portIsExplicit: true,
      dashboardDir: folder,
      version: "0",
      session: sampleSession(),
      limits: { maxClients: 1 },
    });
    try {
      const first = await connect(small.port);
      await expect(connect(small.port)).rejects.toThrow("503");
      await first.close();
      await expect.poll(() => small.clients()).toBe(0);
      await (await connect(small.port)).close();
    } finally {
      await small.close();
    }
  });

  it("survives a peer that hangs up while it is refused", async () => {
    const socket = connectTcp(server.port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(
      "GET /no HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    socket.resetAndDestroy();
    expect((await ask("/healthz")).status).toBe(200);
  });

  it("can close although a refused peer keeps its side open", async () => {
    const bare = await startHere(folder);
    const socket = connectTcp({ port: bare.port, host: "127.0.0.1", allowHalfOpen: true });
    await once(socket, "connect");
    socket.write(
      "GET /no HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    socket.resume();
    await once(socket, "end");
    const startedMs = performance.now();
    await bare.close();
    expect(performance.now() - startedMs).toBeLessThan(3000);
    socket.destroy();
  }, 10_000);
});
