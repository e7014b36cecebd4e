import { once } from "node:events";
import { type ClientOptions, WebSocket } from "ws";
import type { HelloMessage, ServerMessage } from "../../src/server/wire.ts";

/** A real WebSocket client that keeps every message. */
export interface TestClient {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[];
  /** Outputs received so far, without those of snapshots. */
  outputCount(): number;
  /** The first message from index `from` on that fits; rejects after 5 s or when the connection ends first. */
  next<T extends ServerMessage["type"]>(
    type: T,
    from?: number,
  ): Promise<ServerMessage & { type: T }>;
  /** Resolves when the condition holds, which is looked at after every message. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface TestClientOptions extends ClientOptions {
  readonly query?: string;
  /** Answers pings this late, as a line does whose buffers are long. */
  readonly pongDelayMs?: number;
}

export async function connect(
  port: number,
  { query = "", pongDelayMs, ...options }: TestClientOptions = {},
): Promise<TestClient> {
  const autoPong = pongDelayMs === undefined;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws${query}`, { autoPong, ...options });
  if (pongDelayMs !== undefined) {
    socket.on("ping", (data) => setTimeout(() => socket.pong(data), pongDelayMs));
  }
  const messages: ServerMessage[] = [];
  let outputCount = 0;
  const watchers = new Set<() => void>();
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ServerMessage;
    messages.push(message);
    if (message.type === "outputs") outputCount += message.outputs.length;
    for (const watcher of watchers) watcher();
  });
  await once(socket, "open");

  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const finish = (error: Error | null) => {
        clearTimeout(timer);
        watchers.delete(check);
        socket.off("close", onClose);
        if (error === null) resolve();
        else reject(error);
      };
      const check = () => {
        if (condition()) finish(null);
      };
      const seen = () => messages.map((message) => message.type).join(", ");
      const timer = setTimeout(() => finish(new Error(`not within 5 s; seen: ${seen()}`)), 5000);
      const onClose = () => finish(new Error(`connection ended; seen: ${seen()}`));
      socket.once("close", onClose);
      watchers.add(check);
      check();
    });

  return {
    socket,
    messages,
    outputCount: () => outputCount,
    until,
    next: async <T extends ServerMessage["type"]>(type: T, from = 0) => {
      const fits = (message: ServerMessage): message is ServerMessage & { type: T } =>
        message.type === type;
      await until(() => messages.slice(from).some(fits));
      return messages.slice(from).find(fits) as ServerMessage & { type: T };
    },
    close: async () => {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = once(socket, "close");
      socket.terminate();
      await closed;
    },
  };
}

/** All outputs in the order in which this client got them, without those of the first snapshot. */
export function streamed(client: TestClient): HelloMessage["snapshot"] {
  return client.messages.flatMap((message) => (message.type === "outputs" ? message.outputs : []));
}
