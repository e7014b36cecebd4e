import { decodePacket } from "../../../src/codec/decode-packet.ts";
import type { PodPacket, SamplesPacket } from "../../../src/codec/packet.ts";
import type { Placement } from "../../../src/model/pod.ts";
import type { NotificationEvent, TransportEvent } from "../../../src/model/transport-event.ts";
import { defaultScenario } from "../../../src/transport/simulated/scenario.ts";
import type { ScenarioInput } from "../../../src/transport/simulated/scenario-schema.ts";
import { Simulation } from "../../../src/transport/simulated/simulation.ts";
import { swingingBody } from "../../support/swinging-body.ts";

export type Faults = NonNullable<ScenarioInput["faults"]>;

export const perfectPods: ScenarioInput["pods"] = {
  pelvis: { sensor: "perfect", mounting: { tiltDeg: 0, turnDeg: 0, rollDeg: 0 } },
  leftThigh: { sensor: "perfect", mounting: { tiltDeg: 0, turnDeg: 0, rollDeg: 0 } },
  rightThigh: { sensor: "perfect", mounting: { tiltDeg: 0, turnDeg: 0, rollDeg: 0 } },
};

/** A short simulation of a body that only swings. */
export function simulation(changes: Partial<ScenarioInput> = {}): Simulation {
  return new Simulation(defaultScenario({ durationS: 12, ...changes }), swingingBody);
}

/** Where the packets come whose kind is not the channel's name. */
const channels: Partial<Record<PodPacket["kind"], string>> = {
  controlResponse: "control",
  timeExchangeResponse: "timeExchange",
};

/** One played scenario, sorted by what came from where. */
export class Played {
  readonly events: TransportEvent[];
  readonly #simulation: Simulation;

  constructor(changes: Partial<ScenarioInput> = {}) {
    this.#simulation = simulation(changes);
    this.events = [...this.#simulation.events()];
  }

  idOf(placement: Placement): string | undefined {
    return this.#simulation.header.pods.find((pod) => pod.placement === placement)?.podId;
  }

  notifications(placement: Placement, channel: string): NotificationEvent[] {
    const podId = this.idOf(placement);
    return this.events.flatMap((event) =>
      event.kind === "notification" && event.podId === podId && event.channel === channel
        ? [event]
        : [],
    );
  }

  packets<Kind extends PodPacket["kind"]>(placement: Placement, kind: Kind) {
    const channel = channels[kind] ?? kind;
    return this.notifications(placement, channel).flatMap((event) => {
      const packet = decodePacket(event.channel, event.payload);
      return packet.kind === kind
        ? [
            {
              arrivalTimeS: event.arrivalTimeS,
              packet: packet as Extract<PodPacket, { kind: Kind }>,
            },
          ]
        : [];
    });
  }

  samples(
    placement: Placement,
  ): { readonly arrivalTimeS: number; readonly packet: SamplesPacket }[] {
    return this.packets(placement, "samples");
  }

  states(placement: Placement): { readonly atS: number; readonly state: string }[] {
    const podId = this.idOf(placement);
    return this.events.flatMap((event) =>
      event.kind === "link" && event.podId === podId
        ? [{ atS: event.arrivalTimeS, state: event.state }]
        : [],
    );
  }
}

/** Steps of the sequence number from packet to packet. */
export function steps(packets: readonly { readonly packet: SamplesPacket }[]): number[] {
  return packets.slice(1).map(({ packet }, i) => {
    const before = packets[i]?.packet.sequence ?? 0;
    return ((packet.sequence - before + 0x8000) & 0xffff) - 0x8000;
  });
}

/** Link states of a pod that nothing is wrong with. */
export const streamingOnce = ["searching", "connecting", "configuring", "streaming"];
