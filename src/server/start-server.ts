import { createServer } from "node:http";
import { isIPv6 } from "node:net";
import { type DeliveryLimits, defaultDeliveryLimits } from "./delivery-limits.ts";
import { createHttpHandler } from "./http-handler.ts";
import { listen } from "./listen.ts";
import { OutputBroadcast } from "./output-broadcast.ts";
import type { ServedSession } from "./served-session.ts";
import { attachWebSocketEndpoint } from "./web-socket-endpoint.ts";

/** How long clients get to answer the goodbye before they are cut off, ms. */
const goodbyeMs = 500;

export interface ServerOptions {
  /** Address to listen on. Anything but a loopback address shows the session to the network. */
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** True where the user asked for this very port; otherwise the next free one of twenty is taken. */
  readonly portIsExplicit: boolean;
  /** Folder of the built dashboard; where it is missing, the page says how to build it. */
  readonly dashboardDir: string;
  /** Version of the program, as `hello` and /healthz state it. */
  readonly version: string;
  readonly session: ServedSession;
  /** Departures from the usual pace and bounds of delivery. */
  readonly limits?: Partial<DeliveryLimits>;
}

export interface RunningServer {
  /** Address of the dashboard, for a person to open on this machine. */
  readonly url: string;
  readonly port: number;
  /** WebSocket clients connected now. */
  clients(): number;
  /** Stops listening, unsubscribes from the session and ends every connection. */
  close(): Promise<void>;
}

/**
 * Serves one session: dashboard and /healthz over HTTP, the stream over WebSocket (docs/websocket.md).
 * Subscribes to the session's outputs once it listens; stays up after their end, so that the result
 * can be looked at, until `close`.
 *
 * @throws Error that names the port or address where it cannot listen.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, session } = options;
  const limits: DeliveryLimits = { ...defaultDeliveryLimits, ...options.limits };
  const server = createServer();
  const port = await listen(server, options);

  const broadcast = new OutputBroadcast(session, options.version, limits);
  server.on(
    "request",
    createHttpHandler({
      host,
      dashboardDir: options.dashboardDir,
      serverVersion: options.version,
      sessionId: session.header.sessionId,
      isRunning: () => broadcast.running,
      sessionTimeS: session.sessionTimeS,
      clients: () => broadcast.clients,
    }),
  );
  attachWebSocketEndpoint(server, broadcast, host, limits);
  broadcast.start();

  return {
    url: `http://${displayHost(host)}:${port}/`,
    port,
    clients: () => broadcast.clients,
    close: async () => {
      broadcast.close();
      const cutOff = setTimeout(() => {
        broadcast.terminateClients();
        server.closeAllConnections();
      }, goodbyeMs);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearTimeout(cutOff);
    },
  };
}

/** An address that can be opened: "every address" is not one. */
function displayHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return isIPv6(host) ? `[${host}]` : host;
}
