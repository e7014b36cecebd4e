import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Access } from "./access.ts";
import { maxClientMessageBytes } from "./client-message.ts";
import type { DeliveryLimits } from "./delivery-limits.ts";
import type { OutputBroadcast } from "./output-broadcast.ts";
import { isOwnHost, isOwnOrigin } from "./request-origin.ts";
import { requestPath } from "./request-path.ts";
import { wirePath } from "./wire.ts";

/** Frames above this end the connection; between the two limits the client is told what is wrong. */
const maxPayloadBytes = 16 * maxClientMessageBytes;

interface Refusal {
  readonly status: string;
  readonly text: string;
}

/** Accepts WebSocket upgrades on `wirePath` from our own page and from programs, and refuses all others. */
export function attachWebSocketEndpoint(
  server: Server,
  broadcast: OutputBroadcast,
  host: string,
  access: Access,
  limits: DeliveryLimits,
): void {
  const endpoint = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Small frames at 20 Hz: compression would cost memory and delay per client and save little.
    perMessageDeflate: false,
    maxPayload: maxPayloadBytes,
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isFull = broadcast.clients >= limits.maxClients;
    const refusal = refusalOf(request, host, access, isFull);
    if (refusal !== null) {
      refuse(socket, refusal);
      return;
    }
    endpoint.handleUpgrade(request, socket, head, (webSocket) => broadcast.addClient(webSocket));
  });
}

function refusalOf(
  request: IncomingMessage,
  host: string,
  access: Access,
  isFull: boolean,
): Refusal | null {
  const pathname = requestPath(request);
  if (!isOwnHost(request.headers.host, host)) {
    return { status: "403 Forbidden", text: "This address is not served here." };
  }
  if (pathname !== wirePath) {
    return {
      status: "404 Not Found",
      text: `There is no WebSocket at ${pathname}; use ${wirePath}.`,
    };
  }
  if (!isOwnOrigin(request)) {
    return { status: "403 Forbidden", text: "Other sites may not read this session." };
  }
  if (!access.allows(request)) {
    return {
      status: "403 Forbidden",
      text: "This session needs its token; see docs/websocket.md.",
    };
  }
  if (isFull) return { status: "503 Service Unavailable", text: "Too many clients." };
  return null;
}

function refuse(socket: Duplex, { status, text }: Refusal): void {
  // The peer may be gone already; that must not end the process.
  socket.on("error", () => socket.destroy());
  // A peer that keeps its side open would otherwise keep the server from ending.
  socket.once("finish", () => socket.destroy());
  const body = `${text}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
