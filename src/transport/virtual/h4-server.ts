import { createServer, type Server, type Socket } from "node:net";
import { H4Splitter, powerType } from "./h4-stream.ts";
import type { VirtualController } from "./virtual-controller.ts";

/** How often the adapter's power is looked at, ms: a host does so once a second. */
const powerCheckMs = 100;

/** Lets a host in another process use an emulated adapter: H4 packets over a local socket, one host at a time. */
export class H4Server {
  readonly #server: Server;
  readonly #controller: VirtualController;
  #host: Socket | null = null;
  #powerTimer: NodeJS.Timeout | null = null;

  private constructor(controller: VirtualController) {
    this.#controller = controller;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** @param path of a Unix socket (a named pipe on Windows). @throws Error where it cannot be listened on. */
  static async listen(controller: VirtualController, path: string): Promise<H4Server> {
    const server = new H4Server(controller);
    await new Promise<void>((resolve, reject) => {
      server.#server.once("error", reject);
      server.#server.listen(path, resolve);
    });
    return server;
  }

  async close(): Promise<void> {
    this.#leave();
    this.#host?.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    this.#leave();
    this.#host?.destroy();
    this.#host = socket;
    const splitter = new H4Splitter();
    let isUp: boolean | null = null;
    const tellPower = (): void => {
      if (isUp === this.#controller.isUp) return;
      isUp = this.#controller.isUp;
      socket.write(Buffer.of(powerType, isUp ? 1 : 0));
    };
    tellPower();
    this.#powerTimer = setInterval(tellPower, powerCheckMs);
    this.#controller.attachHost((packet) => socket.write(packet));
    socket.on("data", (bytes) => {
      try {
        for (const packet of splitter.push(bytes)) this.#controller.takeFromHost(packet);
      } catch {
        // Whoever does not speak H4 is no host; in what follows nobody could find a packet again.
        socket.destroy();
      }
    });
    // A host that is gone is one that is no longer there, however it went.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      if (this.#host !== socket) return;
      this.#leave();
      this.#host = null;
    });
  }

  #leave(): void {
    if (this.#powerTimer !== null) clearInterval(this.#powerTimer);
    this.#powerTimer = null;
    this.#controller.attachHost(() => {});
  }
}
