import { EventEmitter } from "node:events";
import { TurnQueue } from "./turn-queue.ts";
import type { VirtualController } from "./virtual-controller.ts";

/**
 * The HCI socket of an emulated adapter, with the methods and events of the package `@abandonware/bluetooth-hci-socket`: a class for
 * whoever makes one by `new` alone.
 * @param controllers by device id; one that is not given is the first.
 */
export function virtualHciSocketClass(
  controllers: readonly VirtualController[],
): new () => VirtualHciSocket {
  return class extends VirtualHciSocket {
    constructor() {
      super(controllers);
    }
  };
}

/** Emits "data" with one H4 packet at a time, and "error". */
class VirtualHciSocket extends EventEmitter {
  readonly #controllers: readonly VirtualController[];
  #controller: VirtualController | null = null;
  readonly #toHost = new TurnQueue<Buffer>((packet) => this.emit("data", packet));

  constructor(controllers: readonly VirtualController[]) {
    super();
    this.#controllers = controllers;
  }

  bindRaw(deviceId?: number): number {
    const index = deviceId ?? 0;
    this.#controller = this.#controllers[index] ?? null;
    if (this.#controller === null) throw new Error(`ENODEV: there is no adapter ${index}`);
    return index;
  }

  bindUser(deviceId?: number): number {
    return this.bindRaw(deviceId);
  }

  start(): void {
    this.#controller?.attachHost((packet) => this.#toHost.put(packet));
  }

  stop(): void {
    this.#toHost.clear();
    this.#controller?.attachHost(() => {});
  }

  isDevUp(): boolean {
    return this.#controller?.isUp ?? false;
  }

  setFilter(): void {
    // A kernel would leave out what the host does not read; nothing of it is sent here.
  }

  write(packet: Buffer): void {
    const controller = this.#controller;
    // A copy, and not now: hosts use their buffers again, and expect no answer within the call.
    const copy = Buffer.from(packet);
    setImmediate(() => controller?.takeFromHost(copy));
  }
}
