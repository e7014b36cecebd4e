import { EventEmitter } from "node:events";
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
  #waiting: Buffer[] = [];
  #isDraining = false;
  #isStarted = false;

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
    this.#isStarted = true;
    this.#controller?.attachHost((packet) => this.#put(packet));
  }

  stop(): void {
    this.#isStarted = false;
    this.#waiting = [];
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

  #put(packet: Buffer): void {
    this.#waiting.push(packet);
    if (this.#isDraining) return;
    this.#isDraining = true;
    setImmediate(() => this.#drain());
  }

  /** One packet per turn of the event loop, as a real socket gives them: hosts rely on what they do in between. */
  #drain(): void {
    const packet = this.#waiting.shift();
    if (packet !== undefined && this.#isStarted) this.emit("data", packet);
    this.#isDraining = this.#waiting.length > 0;
    if (this.#isDraining) setImmediate(() => this.#drain());
  }
}
