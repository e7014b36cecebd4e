import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { NetworkInterfaceInfo } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { isLoopbackHost } from "../../src/server/access.ts";
import { displayHost } from "../../src/server/display-host.ts";
import { type RunningServer, startServer } from "../../src/server/start-server.ts";
import { sampleSession } from "./sample-session.ts";
import { connect } from "./test-client.ts";

const servers: RunningServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serveOn(host: string): Promise<{ server: RunningServer; token: string | null }> {
  const server = await startServer({
    host,
    port: 0,
    portIsExplicit: true,
    dashboardDir: "does-not-exist",
    version: "0",
    session: sampleSession(),
  });
  servers.push(server);
  return { server, token: new URL(server.url).searchParams.get("token") };
}

async function ask(port: number, path: string, headers: Record<string, string> = {}) {
  const outgoing = request({ host: "127.0.0.1", port, path, headers });
  outgoing.end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  let body = "";
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode, cookie: response.headers["set-cookie"]?.[0], body };
}

/** The page itself, which is not built in these tests. */
const letIn = 503;

describe("a server that other machines can reach", () => {
  it("shows the session to nobody without its token", async () => {
    const { server, token } = await serveOn("0.0.0.0");
    expect(server.isOpenToNetwork).toBe(true);
    expect(token).toMatch(/^[0-9a-f]{16}$/);
    const wrong = "0".repeat(16);
    for (const path of ["/", "/?token=", `/?token=${wrong}`, "/assets/page.js", "/ws"]) {
      const answer = await ask(server.port, path);
      expect(answer.status, path).toBe(403);
      expect(answer.cookie, path).toBeUndefined();
      expect(answer.body, path).not.toContain(token);
    }
    expect((await ask(server.port, "/healthz")).body).toBe('{"status":"ok"}\n');
    await expect(connect(server.port)).rejects.toThrow("403");
    await expect(connect(server.port, { query: `?token=${wrong}` })).rejects.toThrow("403");
  });

  it("lets in whoever has it, once shown by cookie alone", async () => {
    const { server, token } = await serveOn("0.0.0.0");
    const page = await ask(server.port, `/?token=${token}`);
    expect(page.status).toBe(letIn);
    expect(page.cookie).toContain("HttpOnly; SameSite=Strict");
    const cookie = page.cookie?.split(";")[0] ?? "";
    expect((await ask(server.port, "/", { cookie: `other=1; ${cookie}` })).status).toBe(letIn);
    expect((await ask(server.port, `/healthz?token=${token}`)).body).toContain("session-0001");
    for (const client of [
      await connect(server.port, { headers: { cookie } }),
      await connect(server.port, { query: `?token=${token}` }),
    ]) {
      expect((await client.next("hello")).type).toBe("hello");
      await client.close();
    }
  });

  it("has another token every time", async () => {
    expect((await serveOn("0.0.0.0")).token).not.toBe((await serveOn("0.0.0.0")).token);
  });
});

describe("a server on this machine only", () => {
  it("needs no token and sets no cookie", async () => {
    const { server, token } = await serveOn("127.0.0.1");
    expect(server.isOpenToNetwork).toBe(false);
    expect(token).toBeNull();
    expect(await ask(server.port, "/?token=x")).toMatchObject({ status: letIn, cookie: undefined });
  });

  it.each([
    ["127.0.0.1", true],
    ["127.8.8.8", true],
    ["::1", true],
    ["localhost", true],
    ["0.0.0.0", false],
    ["::", false],
    ["192.168.1.20", false],
    ["127.0.0.1.example", false],
    ["my-laptop", false],
  ])("is what %s means: %s", (host, expected) => {
    expect(isLoopbackHost(host)).toBe(expected);
  });
});

describe("displayHost", () => {
  const info = (address: string, internal = false): NetworkInterfaceInfo => {
    const common = { address, netmask: "", mac: "", internal, cidr: null };
    return address.includes(":")
      ? { ...common, family: "IPv6", scopeid: 0 }
      : { ...common, family: "IPv4" };
  };

  it("is an address of the network where the server listens on all of them", () => {
    const interfaces = {
      lo: [info("127.0.0.1", true), info("::1", true)],
      en0: [info("fe80::1"), info("2001:db8::7"), info("192.168.1.20")],
      en1: [info("169.254.3.4")],
    };
    expect(displayHost("0.0.0.0", interfaces)).toBe("192.168.1.20");
    expect(displayHost("::", { en0: [info("fe80::1"), info("2001:db8::7")] })).toBe(
      "[2001:db8::7]",
    );
  });

  it("is this machine where there is no network", () => {
    expect(displayHost("0.0.0.0", { lo: [info("127.0.0.1", true)] })).toBe("localhost");
  });

  it("is otherwise the address listened on", () => {
    expect(displayHost("192.168.1.20", {})).toBe("192.168.1.20");
    expect(displayHost("::1", {})).toBe("[::1]");
  });
});
