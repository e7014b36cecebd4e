import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type { ControlRequest, SamplesPacket } from "../../src/codec/packet.ts";
import {
  characteristicUuids,
  controlResultCodes,
  type PodCharacteristic,
  podServiceUuid,
} from "../../src/codec/protocol.ts";
import type {
  BluetoothCentral,
  CharacteristicAddress,
  GattConnection,
} from "../../src/transport/bluetooth/bluetooth-central.ts";
import { createNobleCentral } from "../../src/transport/noble/noble-central.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { virtualHciSocketClass } from "../../src/transport/virtual/virtual-hci-socket.ts";
import type { VirtualPod } from "../../src/transport/virtual/virtual-pod.ts";
import { VirtualPods } from "../../src/transport/virtual/virtual-pods.ts";
import { heardFrom, parameters, passing } from "./central-support.ts";

const settings = { sampleRateHz: 200, accRangeG: 16, gyrRangeDegPerS: 2000, batchSamples: 7 };
const streamingMs = 5000;
const base = "-0000-1000-8000-00805f9b34fb";

function at(channel: PodCharacteristic): CharacteristicAddress {
  return { serviceUuid: podServiceUuid, characteristicUuid: characteristicUuids[channel] };
}

/** A pod to a central that has no driver: what it is asked, and what it sends. */
class BarePod {
  readonly samples: SamplesPacket[] = [];
  readonly #connection: GattConnection;
  readonly #answers: Uint8Array[] = [];

  constructor(connection: GattConnection) {
    this.#connection = connection;
  }

  async listen(): Promise<void> {
    await this.#connection.discover();
    await this.#connection.subscribe(at("control"), (value) => this.#answers.push(value));
    await this.#connection.subscribe(at("samples"), (value) => {
      const packet = decodePacket("samples", value);
      if (packet.kind !== "samples") throw new Error(`a ${packet.kind} among the samples`);
      this.samples.push(packet);
    });
  }

  /** Resolves when the pod has said that it did so. */
  async ask(request: ControlRequest): Promise<void> {
    const answered = this.#answers.length;
    await this.#connection.write(at("control"), encodePacket(request), "with-response");
    while (this.#answers.length === answered) await passing(5);
    const answer = decodePacket("control", this.#answers[answered] ?? new Uint8Array(0));
    const { token } = request;
    expect(answer).toMatchObject({ token, resultCode: controlResultCodes.ok });
  }
}

describe("three emulated pods at 200 Hz under the unmodified noble", () => {
  let world: VirtualPods;
  let central: BluetoothCentral;

  beforeAll(() => {
    world = new VirtualPods(defaultScenario({ durationS: null }));
    central = createNobleCentral({ hciSocketClass: virtualHciSocketClass([world.controller]) });
  });

  afterAll(async () => {
    await central.close();
    world.close();
  });

  async function found(pod: VirtualPod): Promise<BarePod> {
    const { address } = pod.peripheral;
    await heardFrom(central, address);
    const connection = await central.connect(address, parameters);
    expect(connection.mtu).toBe(247);
    const bare = new BarePod(connection);
    await bare.listen();
    const identity = decodePacket("identity", await connection.read(at("identity")));
    expect(identity).toMatchObject({ podId: pod.pod.podId });
    const serial = { serviceUuid: `0000180a${base}`, characteristicUuid: `00002a25${base}` };
    expect(new TextDecoder().decode(await connection.read(serial))).toBe(pod.pod.podId);
    return bare;
  }

  it("lose no packet of all that they have truly made, also where a tenth of the connection events is lost", async () => {
    const bare: BarePod[] = [];
    for (const pod of world.pods) {
      pod.peripheral.path.eventLoss = 0.1;
      const { placement } = world.header.pods[bare.length] ?? { placement: null };
      const one = await found(pod);
      await one.ask({ kind: "controlRequest", opcode: "configure", token: 1, settings, placement });
      bare.push(one);
    }
    for (const one of bare) await one.ask({ kind: "controlRequest", opcode: "start", token: 2 });
    await passing(streamingMs);
    // Of what waits when a pod is stopped nothing is sent: the last packets must be on their way before.
    const made = await Promise.all(
      bare.map(async (one, index) => {
        const { packets } = world.pods[index]?.pod.made ?? { packets: 0 };
        while ((one.samples.at(-1)?.sequence ?? 0) < packets - 1) await passing(5);
        return packets;
      }),
    );
    for (const [index, one] of bare.entries()) {
      const packets = made[index] ?? 0;
      expect(packets).toBeGreaterThan((0.9 * streamingMs) / 35);
      const numbers = one.samples.slice(0, packets).map(({ sequence }) => sequence);
      expect(numbers).toEqual(Array.from({ length: packets }, (_, number) => number));
      expect(one.samples.every(({ count }) => count === settings.batchSamples)).toBe(true);
    }
  }, 40_000);
});
