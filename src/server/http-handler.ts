import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type Access, tokenParameter } from "./access.ts";
import type { DashboardFiles } from "./dashboard-files.ts";
import { isOwnHost } from "./request-origin.ts";
import { requestPath } from "./request-path.ts";
import { wirePath, wireVersion } from "./wire.ts";

export interface HttpHandlerOptions {
  /** Address that the server listens on. */
  readonly host: string;
  readonly access: Access;
  readonly files: DashboardFiles;
  readonly serverVersion: string;
  readonly sessionId: string;
  readonly isRunning: () => boolean;
  readonly sessionTimeS: () => number;
  readonly clients: () => number;
}

/**
 * Answers HTTP requests: the dashboard's files, `GET /healthz`, and clear refusals for everything
 * else. Only GET and HEAD. Every answer carries headers that keep other sites out.
 */
export function createHttpHandler(options: HttpHandlerOptions): RequestListener {
  const startedMs = performance.now();
  return (request, response) => {
    setSecurityHeaders(request, response);
    const pathname = requestPath(request);
    if (!isOwnHost(request.headers.host, options.host)) {
      sendText(
        response,
        403,
        "This address is not served here. Use localhost or the machine's IP address.",
      );
    } else if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      sendText(response, 405, "Only GET and HEAD are answered here.");
    } else if (pathname === "/healthz") {
      const uptimeS = (performance.now() - startedMs) / 1000;
      const body = options.access.allows(request) ? health(options, uptimeS) : { status: "ok" };
      send(response, 200, `${JSON.stringify(body)}\n`, "application/json; charset=utf-8");
    } else if (!options.access.allows(request)) {
      sendText(
        response,
        403,
        `This session needs its token: open the address with ?${tokenParameter}= that hipline printed.`,
      );
    } else if (pathname === wirePath) {
      response.setHeader("Upgrade", "websocket");
      sendText(response, 426, "This path speaks WebSocket only; see docs/websocket.md.");
    } else {
      const cookie = options.access.cookieFor(request);
      if (cookie !== null) response.setHeader("Set-Cookie", cookie);
      void sendFile(response, options.files, pathname);
    }
  };
}

async function sendFile(
  response: ServerResponse,
  files: DashboardFiles,
  pathname: string,
): Promise<void> {
  const file = await files.find(pathname);
  if (file !== null) send(response, 200, file.body, file.contentType);
  else if (pathname === "/") send(response, 503, notBuiltPage, "text/html; charset=utf-8");
  else sendText(response, 404, `There is nothing at ${pathname}. The dashboard is at /.`);
}

/** The page may load only what this server sends and talk only to it; nobody may frame it. */
function setSecurityHeaders(request: IncomingMessage, response: ServerResponse): void {
  // Older Safari does not count ws: as 'self'; the Host header is safe here because foreign ones are refused.
  const host = /^[\w.:[\]-]+$/.test(request.headers.host ?? "") ? request.headers.host : "";
  const webSocket = host === "" ? "" : ` ws://${host} wss://${host}`;
  response.setHeader(
    "Content-Security-Policy",
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
      `connect-src 'self'${webSocket}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("X-Frame-Options", "DENY");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
}

function health(options: HttpHandlerOptions, uptimeS: number): object {
  return {
    status: "ok",
    server: { name: "hipline", version: options.serverVersion },
    wireVersion,
    uptimeS: Math.round(uptimeS * 1000) / 1000,
    clients: options.clients(),
    session: {
      id: options.sessionId,
      running: options.isRunning(),
      sessionTimeS: options.sessionTimeS(),
    },
  };
}

function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, `${text}\n`, "text/plain; charset=utf-8");
}

function send(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  contentType: string,
): void {
  response.writeHead(status, {
    "Content-Type": contentType,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
  });
  // Node leaves the body of an answer to HEAD away by itself.
  response.end(body);
}

const notBuiltPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Hipline: dashboard not built</title>
<h1>The dashboard is not built</h1>
<p>The session runs, but its page is missing. Run <code>npm run build</code> and reload.</p>
<p>The stream itself is at <code>${wirePath}</code>, the server's state at <a href="/healthz">/healthz</a>.</p>
</html>
`;
