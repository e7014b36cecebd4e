import { createServer } from "node:http";
import { Access, isLoopbackHost, tokenParameter } from "./access.ts";
import { DashboardFiles } from "./dashboard-files.ts";
import { type DeliveryLimits, defaultDeliveryLimits } from "./delivery-limits.ts";
import { displayHost } from "./display-host.ts";
import { createHttpHandler } from "./http-handler.ts";
import { listen } from "./listen.ts";
import { OutputBroadcast } from "./output-broadcast.ts";
import type { ServedSession } from "./served-session.ts";
import { attachWebSocketEndpoint } from "./web-socket-endpoint.ts";

/** How long clients get to answer the goodbye before they are cut off, ms. */
const goodbyeMs = 500;

export interface ServerOptions {
  /** Address to listen on. On anything but a loopback address the session needs a token. */
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
  /**
   * Address of the dashboard, for a person to open: on this machine or, where the server listens on
   * more, on any device of the network. It carries the token where one is needed.
   */
  readonly url: string;
  /** True where other machines can connect, with the token in `url` and without encryption. */
  readonly isOpenToNetwork: boolean;
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
  const files = new DashboardFiles(options.dashboardDir);
  await files.load();
  const port = await listen(server, options);

  const access = new Access(host, port);
  const broadcast = new OutputBroadcast(session, options.version, limits);
  server.on(
    "request",
    createHttpHandler({
      host,
      access,
      files,
      serverVersion: options.version,
      sessionId: session.header.sessionId,
      isRunning: () => broadcast.running,
      sessionTimeS: session.sessionTimeS,
      clients: () => broadcast.clients,
    }),
  );
  attachWebSocketEndpoint(server, broadcast, host, access, limits);
  broadcast.start();

  const query = access.token === null ? "" : `?${tokenParameter}=${access.token}`;
  return {
    url: `http://${displayHost(host)}:${port}/${query}`,
    isOpenToNetwork: !isLoopbackHost(host),
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
