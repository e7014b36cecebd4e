import type { PacketFault } from "../packet.ts";
import type { GspData } from "./gsp-message.ts";
import { decodeImu6, type Imu6Samples, type ImuRanges, isWholeImu6 } from "./imu6.ts";

/**
 * Puts the values of a /Meas/IMU6 subscription together again, which are longer than one notification. A second part says
 * neither which value it belongs to nor how long it is: it belongs to the first part directly before it. One object per sensor.
 */
export class Imu6Parts {
  readonly #ranges: ImuRanges;
  #first: Uint8Array | null = null;

  constructor(ranges: ImuRanges) {
    this.#ranges = ranges;
  }

  /** Takes one notification; gives the samples that it completes, and a fault for every part that is lost. Keeps none of its bytes. */
  take({ part, value }: GspData): readonly (Imu6Samples | PacketFault)[] {
    const first = this.#first;
    this.#first = null;
    if (part === 2) {
      if (first === null) return [lostPart("its first part is missing")];
      const whole = new Uint8Array(first.length + value.length);
      whole.set(first);
      whole.set(value, first.length);
      return [decodeImu6(whole, this.#ranges)];
    }
    const lost = first === null ? [] : [lostPart("its second part is missing")];
    if (isWholeImu6(value.length)) return [...lost, decodeImu6(value, this.#ranges)];
    this.#first = value.slice();
    return lost;
  }
}

function lostPart(why: string): PacketFault {
  const message = `Movesense IMU6 value, field part at offset 0: ${why}`;
  return { kind: "packetFault", code: "packet-truncated", message, offset: 0 };
}
