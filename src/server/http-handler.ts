import { existsSync } from "node:fs";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { join } from "node:path";
import sirv from "sirv";
import { isOwnHost } from "./request-origin.ts";
import { requestPath } from "./request-path.ts";
import { wirePath, wireVersion } from "./wire.ts";

export interface HttpHandlerOptions {
  /** Address that the server listens on. */
  readonly host: string;
  /** Folder of the built dashboard. */
  readonly dashboardDir: string;
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
  // `dev` makes sirv look at the disk on every request. Its list from start-up would be served blindly,
  // and a file that a rebuild has removed meanwhile would end the process in the middle of a run.
  const serveFile = sirv(options.dashboardDir, { dev: true, etag: true });

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
      sendHealth(response, options, (performance.now() - startedMs) / 1000);
    } else if (pathname === wirePath) {
      response.setHeader("Upgrade", "websocket");
      sendText(response, 426, "This path speaks WebSocket only; see docs/websocket.md.");
    } else if (pathname === "/" && !existsSync(join(options.dashboardDir, "index.html"))) {
      sendText(response, 503, notBuiltPage, "text/html; charset=utf-8");
    } else {
      // Ranges are of no use for files this small, and sirv trusts their limits.
      delete request.headers.range;
      try {
        serveFile(request, response, () => {
          sendText(response, 404, `There is nothing at ${pathname}. The dashboard is at /.`);
        });
      } catch {
        // The file went away between sirv's two looks at it.
        response.destroy();
      }
    }
  };
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

function sendHealth(response: ServerResponse, options: HttpHandlerOptions, uptimeS: number): void {
  const body = {
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
  sendText(response, 200, `${JSON.stringify(body)}\n`, "application/json; charset=utf-8");
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  type = "text/plain; charset=utf-8",
): void {
  const body = type.startsWith("text/plain") ? `${text}\n` : text;
  response.writeHead(status, {
    "Content-Type": type,
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
