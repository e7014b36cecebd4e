import { decodePacket, type RequestChannel } from "../../../src/codec/decode-packet.ts";
import { encodePacket } from "../../../src/codec/encode-packet.ts";
import type { ControlRequest, PodPacket, SamplingSettings } from "../../../src/codec/packet.ts";
import { controlResultCodes } from "../../../src/codec/protocol.ts";
import { PodBattery } from "../../../src/transport/simulated/pod-battery.ts";
import { PodClock } from "../../../src/transport/simulated/pod-clock.ts";
import type { PodSensor } from "../../../src/transport/simulated/pod-sensor.ts";
import { SimulatedPod } from "../../../src/transport/simulated/simulated-pod.ts";
import { seededUniform } from "../../support/random.ts";

type Request = ControlRequest extends infer R
  ? R extends ControlRequest
    ? Omit<R, "kind" | "token">
    : never
  : never;

export const settings: SamplingSettings = {
  sampleRateHz: 200,
  accRangeG: 16,
  gyrRangeDegPerS: 2000,
  batchSamples: 7,
};

/** Lies still with the arrow up. */
const stillSensor: PodSensor = {
  configure: () => {},
  sample: (acc, gyr, at) => {
    acc.fill(0, at, at + 3);
    acc[at] = 9.80665;
    gyr.fill(0, at, at + 3);
    return false;
  },
  temperatureC: () => 25,
};

/** A pod whose every packet is taken the moment it is ready, by a central without a radio. */
export class PodOnBench {
  readonly pod: SimulatedPod;
  readonly packets: {
    readonly timeS: number;
    readonly packet: PodPacket;
    readonly bytes: Uint8Array;
  }[] = [];
  timeS = 0;
  #token = 0;

  constructor(
    battery = new PodBattery(90, 5, null),
    clock = new PodClock(0, 0, { ppmPerMinute: 0 }),
  ) {
    this.pod = new SimulatedPod({
      podId: "00000000000000a1",
      sensor: stillSensor,
      clock,
      battery,
      sampleRateErrorPct: 0,
      random: seededUniform(1),
      settingsDefect: (asked) => asked,
    });
  }

  /** Lets time pass, in steps; what waits is taken at the end of each. */
  wait(durationS: number, stepS = 0.01, take = true): void {
    const endS = this.timeS + durationS;
    while (this.timeS < endS - 1e-9) {
      this.timeS = Math.min(endS, this.timeS + stepS);
      this.pod.advance(this.timeS);
      if (take) this.takeAll();
    }
  }

  takeAll(): void {
    for (;;) {
      const sent = this.pod.take(this.timeS, this.timeS);
      if (sent === null) return;
      const packet = decodePacket(sent.channel, sent.bytes);
      if (packet.kind === "packetFault") throw new Error(packet.message);
      this.packets.push({ timeS: this.timeS, packet, bytes: sent.bytes });
    }
  }

  connect(mtu = 247): void {
    this.pod.connect(this.timeS, mtu);
    for (const channel of ["control", "samples", "backfill", "status", "timeExchange"] as const) {
      this.pod.subscribe(channel, true, this.timeS);
    }
  }

  write(channel: RequestChannel, bytes: Uint8Array): void {
    this.pod.write(channel, bytes, this.timeS);
    this.takeAll();
  }

  /** Sends a request; returns the name of the result, and what else the response says. */
  ask(request: Request): {
    result: string | undefined;
    firstSequence: number;
    packetCount: number;
  } {
    this.#token = (this.#token + 1) & 0xff;
    const before = this.packets.length;
    this.write(
      "control",
      encodePacket({ kind: "controlRequest", token: this.#token, ...request } as ControlRequest),
    );
    return this.#answer(before);
  }

  askBytes(...bytes: readonly number[]): string | undefined {
    const before = this.packets.length;
    this.write("control", Uint8Array.from(bytes));
    return this.#answer(before).result;
  }

  of<Kind extends PodPacket["kind"]>(kind: Kind): Extract<PodPacket, { kind: Kind }>[] {
    return this.packets.flatMap(({ packet }) =>
      packet.kind === kind ? [packet as Extract<PodPacket, { kind: Kind }>] : [],
    );
  }

  status() {
    const packet = decodePacket("status", this.pod.read("status", this.timeS));
    if (packet.kind !== "status") throw new Error("no status");
    return packet;
  }

  configure(): void {
    const { result } = this.ask({ opcode: "configure", settings, placement: "pelvis" });
    if (result !== "ok") throw new Error(`configure: ${result}`);
  }

  #answer(before: number) {
    const responses = this.packets
      .slice(before)
      .flatMap(({ packet }) => (packet.kind === "controlResponse" ? [packet] : []));
    const [response] = responses;
    const result = Object.entries(controlResultCodes).find(
      ([, code]) => code === response?.resultCode,
    )?.[0];
    return {
      result: responses.length === 1 ? result : `${responses.length} responses`,
      firstSequence: response?.firstSequence ?? -1,
      packetCount: response?.packetCount ?? -1,
    };
  }
}
