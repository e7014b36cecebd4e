import type { Server } from "node:http";

/** Ports tried, one after the other, where the user did not ask for a particular one. */
const portAttempts = 20;
const maxPort = 65_535;

export interface ListenOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** True where the user asked for this very port: then no other one is taken. */
  readonly portIsExplicit: boolean;
}

/**
 * Makes the server listen and resolves with the port taken: the one asked for or, unless that was
 * explicit, the next free one of twenty.
 *
 * @throws Error whose message names the port or address and what to do.
 */
export async function listen(server: Server, options: ListenOptions): Promise<number> {
  const { host, port, portIsExplicit } = options;
  const lastPort = portIsExplicit ? port : Math.min(port + portAttempts - 1, maxPort);
  for (let candidate = port; candidate <= lastPort; candidate += 1) {
    const failure = await tryListen(server, host, candidate);
    if (failure === null) {
      const address = server.address();
      return typeof address === "object" && address !== null ? address.port : candidate;
    }
    if (failure.code !== "EADDRINUSE")
      throw new Error(explain(failure, host, candidate), { cause: failure });
  }
  throw new Error(
    portIsExplicit
      ? `port ${port} is in use on ${host}: choose another with --port`
      : `ports ${port} to ${lastPort} are all in use on ${host}: choose another with --port`,
  );
}

function tryListen(
  server: Server,
  host: string,
  port: number,
): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const onListening = () => {
      server.off("error", onError);
      resolve(null);
    };
    const onError = (error: NodeJS.ErrnoException) => {
      server.off("listening", onListening);
      resolve(error);
    };
    server.once("listening", onListening);
    server.once("error", onError);
    server.listen(port, host);
  });
}

function explain(failure: NodeJS.ErrnoException, host: string, port: number): string {
  switch (failure.code) {
    case "EACCES":
      return `port ${port} may not be used without administrator rights: choose one above 1023 with --port`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `this machine has no address ${host}: choose another with --host`;
    default:
      return `cannot listen on ${host} port ${port}: ${failure.message}`;
  }
}
