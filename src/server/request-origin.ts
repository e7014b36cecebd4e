import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";

const hostPattern = /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/i;

/**
 * Whether a request names this machine the way its own user would: by IP address, as localhost, by the
 * address it was told to listen on or by the machine's own name (alone or with `.local`).
 *
 * A session is health data. A hostile web page can point a name of its own at this machine (DNS
 * rebinding) and would then count as the same origin; it cannot do that with an IP address or with
 * these names.
 */
export function isOwnHost(hostHeader: string | undefined, listenHost: string): boolean {
  const name = hostPattern.exec(hostHeader ?? "")?.groups?.name?.toLowerCase();
  if (name === undefined) return false;
  const bare = name.replace(/^\[|\]$/g, "");
  const machine = hostname().toLowerCase();
  return (
    isIP(bare) !== 0 ||
    bare === "localhost" ||
    bare.endsWith(".localhost") ||
    bare === listenHost.toLowerCase() ||
    bare === machine ||
    bare === `${machine}.local`
  );
}

/**
 * Whether a WebSocket upgrade comes from our own page or from a program. Browsers always send Origin
 * and do not apply the same-origin rule to WebSockets by themselves; programs send none.
 */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (!/^https?:\/\//i.test(origin) || !URL.canParse(origin)) return false;
  return new URL(origin).host === host?.toLowerCase();
}
