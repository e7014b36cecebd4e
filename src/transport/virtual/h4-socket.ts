import { EventEmitter } from "node:events";
import { connect, type Socket } from "node:net";
import { H4Splitter, powerType } from "./h4-stream.ts";
import { TurnQueue } from "./turn-queue.ts";

/** The HCI socket of an emulated adapter in another process: a class for whoever makes one by `new` alone. @param path of its H4Server. */
export function h4SocketClass(path: string): new () => H4Socket {
  return class extends H4Socket {
    constructor() {
      super(path);
    }
  };
}

/** Emits "data" with one H4 packet at a time, and "error". */
class H4Socket extends EventEmitter {
  readonly #path: string;
  readonly #splitter = new H4Splitter();
  #socket: Socket | null = null;
  #isUp = false;
  readonly #toHost = new TurnQueue<Buffer>((packet) => this.emit("data", packet));

  constructor(path: string) {
    super();
    this.#path = path;
  }

  bindRaw(deviceId?: number): number {
    return deviceId ?? 0;
  }

  bindUser(deviceId?: number): number {
    return deviceId ?? 0;
  }

  start(): void {
    if (this.#socket !== null) return;
    const socket = connect(this.#path);
    this.#socket = socket;
    socket.on("data", (bytes) => {
      for (const packet of this.#splitter.push(bytes)) this.#take(packet);
    });
    socket.on("error", (error) => this.emit("error", error));
    socket.on("close", () => {
      this.#isUp = false;
    });
  }

  stop(): void {
    this.#socket?.destroy();
    this.#socket = null;
    this.#toHost.clear();
  }

  isDevUp(): boolean {
    return this.#isUp;
  }

  setFilter(): void {
    // A kernel would leave out what the host does not read; nothing of it is sent here.
  }

  write(packet: Buffer): void {
    this.#socket?.write(packet);
  }

  #take(packet: Buffer): void {
    if (packet[0] === powerType) this.#isUp = packet[1] === 1;
    else this.#toHost.put(packet);
  }
}
