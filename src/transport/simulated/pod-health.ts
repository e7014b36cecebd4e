import { podErrorCodes } from "../../codec/protocol.ts";
import type { Uniform } from "./random-streams.ts";

const bootIds = 0x1_0000;

/** What a pod counts and remembers about itself from power-up on, for its status. */
export class PodHealth {
  readonly #random: Uniform;
  bootId: number;
  errorCode: number = podErrorCodes.none;
  clippedSamples = 0;
  droppedPackets = 0;

  /** @param random draws boot ids. */
  constructor(random: Uniform) {
    this.#random = random;
    this.bootId = this.#drawBootId();
  }

  /** Power-up after a failure: another boot id, everything else from the beginning. */
  restart(): void {
    const before = this.bootId;
    while (this.bootId === before) this.bootId = this.#drawBootId();
    this.resetCounters();
    this.errorCode = podErrorCodes.watchdogReset;
  }

  resetCounters(): void {
    this.clippedSamples = 0;
    this.droppedPackets = 0;
    this.errorCode = podErrorCodes.none;
  }

  #drawBootId(): number {
    return Math.floor(this.#random() * bootIds);
  }
}
