import type { VirtualController } from "./virtual-controller.ts";
import type { VirtualPeripheral } from "./virtual-peripheral.ts";

/** One room: adapters and devices that can hear each other. */
export class VirtualAir {
  /** Draws what the radio does. */
  readonly random: () => number;
  readonly #controllers = new Set<VirtualController>();
  readonly #peripherals = new Set<VirtualPeripheral>();

  /** @param random uniform in [0, 1); the same numbers give the same radio, as far as timers allow. */
  constructor(random: () => number) {
    this.random = random;
  }

  addController(controller: VirtualController): void {
    this.#controllers.add(controller);
  }

  add(peripheral: VirtualPeripheral): void {
    this.#peripherals.add(peripheral);
  }

  remove(peripheral: VirtualPeripheral): void {
    this.#peripherals.delete(peripheral);
  }

  /** A device sends an advertising packet; whoever listens and can, hears it. */
  advertise(peripheral: VirtualPeripheral): void {
    const { path } = peripheral;
    for (const controller of this.#controllers) {
      if (path.inRange && this.random() >= path.eventLoss) controller.hear(peripheral);
    }
  }

  /** Ends everything: nothing keeps the process alive any more. */
  close(): void {
    for (const peripheral of this.#peripherals) peripheral.close();
    for (const controller of this.#controllers) controller.powerOff();
    this.#controllers.clear();
  }
}
