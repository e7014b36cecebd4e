import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { BlockList, isIPv6 } from "node:net";

/** Name of the token in the query of the page's and the stream's address. */
export const tokenParameter = "token";

const tokenBytes = 8;

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether an address to listen on can be reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  if (host === "localhost") return true;
  return loopback.check(host, isIPv6(host) ? "ipv6" : "ipv4");
}

/**
 * Who may read the session: on a loopback address everybody on this machine, on any other address
 * whoever shows the token, in the query or in the cookie that the page's first visit sets.
 */
export class Access {
  /** Null where none is needed. New at every start, 64 bits, short enough to be typed on a tablet. */
  readonly token: string | null;
  /** Cookies do not tell ports apart; two sessions on one machine must not overwrite each other's. */
  readonly #cookieName: string;

  constructor(host: string, port: number) {
    this.token = isLoopbackHost(host) ? null : randomBytes(tokenBytes).toString("hex");
    this.#cookieName = `hipline-${tokenParameter}-${port}`;
  }

  allows(request: IncomingMessage): boolean {
    return this.#matches(queryToken(request)) || this.#matches(this.#cookieToken(request));
  }

  /** The Set-Cookie header for a request that brought the right token in its query; null for others. */
  cookieFor(request: IncomingMessage): string | null {
    const shown = queryToken(request);
    if (this.token === null || shown === null || !this.#matches(shown)) return null;
    return `${this.#cookieName}=${this.token}; Path=/; HttpOnly; SameSite=Strict`;
  }

  #matches(shown: string | null): boolean {
    if (this.token === null) return true;
    // Hashes are of equal length whatever was shown, as a comparison in constant time needs it.
    return shown !== null && timingSafeEqual(sha256(shown), sha256(this.token));
  }

  #cookieToken(request: IncomingMessage): string | null {
    const prefix = `${this.#cookieName}=`;
    const cookies = (request.headers.cookie ?? "").split(";").map((cookie) => cookie.trim());
    return cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length) ?? null;
  }
}

function queryToken(request: IncomingMessage): string | null {
  const [, query = ""] = (request.url ?? "").split("?", 2);
  return new URLSearchParams(query).get(tokenParameter);
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
