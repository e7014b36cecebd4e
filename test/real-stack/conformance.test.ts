import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packetTypes } from "../../src/codec/protocol.ts";
import type { RequirementId } from "../../src/conformance/requirements.ts";
import { runChecks } from "../../src/conformance/run-checks.ts";
import type { Verdict } from "../../src/conformance/verdict.ts";
import type {
  Advertisement,
  BluetoothCentral,
} from "../../src/transport/bluetooth/bluetooth-central.ts";
import { createNobleCentral } from "../../src/transport/noble/noble-central.ts";
import type { PodNotification } from "../../src/transport/simulated/pod-outbox.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import type { SimulatedPod } from "../../src/transport/simulated/simulated-pod.ts";
import { virtualHciSocketClass } from "../../src/transport/virtual/virtual-hci-socket.ts";
import type { VirtualPod } from "../../src/transport/virtual/virtual-pod.ts";
import { VirtualPods } from "../../src/transport/virtual/virtual-pods.ts";

/** One pod, and the requirement by which its defect must be found. */
interface Mutant {
  readonly defect: string;
  readonly id: RequirementId;
  readonly apply: (pod: VirtualPod) => void;
}

/** What the pod's firmware hands to the radio is changed, or comes to nothing. */
function outgoing(
  channel: PodNotification["channel"],
  change: (bytes: Uint8Array) => Uint8Array | null,
): Mutant["apply"] {
  return ({ pod }) => {
    const take: SimulatedPod["take"] = pod.take.bind(pod);
    pod.take = (readyByS, sentS) => {
      const packet = take(readyByS, sentS);
      if (packet?.channel !== channel) return packet;
      const bytes = change(packet.bytes.slice());
      return bytes === null ? null : { channel, bytes };
    };
  };
}

/** One byte of every such packet is another. */
function byteOf(
  channel: PodNotification["channel"],
  at: number,
  other: (byte: number, all: Uint8Array) => number,
): Mutant["apply"] {
  return outgoing(channel, (bytes) => {
    bytes[at] = other(bytes[at] ?? 0, bytes);
    return bytes;
  });
}

function everySecond(): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % 2 === 0;
  };
}

const [resultOffset, opcodeOffset, tokenOffset] = [3, 1, 2];
const result = { malformed: 1, wrongState: 3, invalidArgument: 4, notSubscribed: 7, ok: 0 };

/** Refuses with another result than it should. */
const answers = (from: number, to: number, opcode: number | null = null): Mutant["apply"] =>
  byteOf("control", resultOffset, (code, all) =>
    code === from && (opcode === null || all[opcodeOffset] === opcode) ? to : code,
  );

const isSecondStatus = everySecond();
const isSecondPacket = everySecond();

const mutants: readonly Mutant[] = [
  { defect: "reserved flags are set", id: "HP-008", apply: byteOf("samples", 2, (b) => b | 0x80) },
  {
    defect: "half of its status packets are missing",
    id: "HP-013",
    apply: outgoing("status", (bytes) => (isSecondStatus() ? null : bytes)),
  },
  {
    defect: "another range than configured",
    id: "HP-021",
    apply: byteOf("samples", 1, (b) => (b & 0xcf) | 0x10),
  },
  {
    defect: "a sample less than configured",
    id: "HP-022",
    apply: outgoing("samples", (bytes) => {
      bytes[3] = (bytes[3] ?? 0) - 1;
      return bytes.subarray(0, -12);
    }),
  },
  {
    defect: "a span that is not measured",
    id: "HP-023",
    apply: outgoing("samples", (bytes) => {
      new DataView(bytes.buffer).setUint16(6, 1103, true);
      return bytes;
    }),
  },
  {
    defect: "ticks that jump",
    id: "HP-024",
    apply: byteOf("samples", 9, (b) => (isSecondPacket() ? b ^ 0x08 : b)),
  },
  {
    defect: "sequence numbers that stand still",
    id: "HP-025",
    apply: byteOf("samples", 4, (b) => b & 0xfe),
  },
  {
    defect: "an answer with more than 247 to the MTU exchange",
    id: "HP-030",
    apply: ({ peripheral }) => {
      peripheral.server.mtuAnswer = 512;
    },
  },
  {
    defect: "another token in its answers",
    id: "HP-040",
    apply: byteOf("control", tokenOffset, (b) => b ^ 1),
  },
  { defect: "no answer at all", id: "HP-040", apply: outgoing("control", () => null) },
  {
    defect: "malformed requests answered with ok",
    id: "HP-041",
    apply: answers(result.malformed, result.ok),
  },
  {
    defect: "invalid arguments answered with malformed",
    id: "HP-042",
    apply: answers(result.invalidArgument, result.malformed),
  },
  {
    defect: "a placement that is said to be set while it samples",
    id: "HP-044",
    apply: answers(result.wrongState, result.ok, 0x05),
  },
  {
    defect: "start without anybody to listen answered with ok",
    id: "HP-045",
    apply: answers(result.notSubscribed, result.ok),
  },
  {
    defect: "a backfilled packet that differs in a bit",
    id: "HP-050",
    apply: byteOf("backfill", 20, (b, all) =>
      all[0] === packetTypes.backfilledSamples ? b ^ 1 : b,
    ),
  },
  {
    defect: "a backfill end that counts one more",
    id: "HP-051",
    apply: byteOf("backfill", 6, (b, all) => (all[0] === packetTypes.backfillEnd ? b + 1 : b)),
  },
  {
    defect: "packets that are dropped and not counted",
    id: "HP-055",
    apply: ({ pod }) => {
      const read: SimulatedPod["read"] = pod.read.bind(pod);
      pod.read = (channel, timeS) => {
        const bytes = read(channel, timeS).slice();
        if (channel === "status") bytes.fill(0, 20, 24);
        return bytes;
      };
    },
  },
  {
    defect: "a time exchange that is not answered",
    id: "HP-060",
    apply: outgoing("timeExchange", () => null),
  },
  {
    defect: "another time sent back",
    id: "HP-060",
    apply: byteOf("timeExchange", 14, (b) => b ^ 1),
  },
  {
    defect: "sent before it was received",
    id: "HP-061",
    apply: outgoing("timeExchange", (bytes) => {
      const view = new DataView(bytes.buffer);
      view.setUint32(8, (view.getUint32(4, true) - 100) >>> 0, true);
      return bytes;
    }),
  },
];

describe("a pod that is held to the protocol over the air", () => {
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

  function advertisementOf({ pod, peripheral }: VirtualPod): Advertisement {
    const { advertising } = peripheral.advertisingData;
    return {
      deviceId: peripheral.address,
      localName: `Hipline-${pod.podId}`,
      serviceUuids: [],
      // The last of its fields: length, type, content.
      manufacturerData: advertising.slice(-8),
      rssiDbm: -60,
      connectable: true,
      heardS: 0,
    };
  }

  async function verdictsOn(
    pod: VirtualPod,
    only: readonly RequirementId[] | null,
    change: Partial<Advertisement> = {},
  ): Promise<readonly Verdict[]> {
    return runChecks({
      central,
      advertisement: { ...advertisementOf(pod), ...change },
      only,
      signal: new AbortController().signal,
      onCheck: () => undefined,
    });
  }

  it("meets every requirement that is looked at, where it is the reference", async () => {
    const pod = world.podAt("pelvis");
    const verdicts = await verdictsOn(pod, null);
    const failed = verdicts.filter(({ outcome }) => outcome === "failed");
    expect(failed).toEqual([]);
    expect(verdicts.filter(({ outcome }) => outcome === "passed").length).toBeGreaterThan(36);
    // It is left as it was found.
    expect(pod.pod.state).toBe("advertising");
  }, 240_000);

  it.each(mutants)(
    "is found out by $id: $defect",
    async ({ id, apply }) => {
      const pod = world.podAt("leftThigh");
      const own = Object.entries(Object.getOwnPropertyDescriptors(pod.pod));
      const { mtuAnswer } = pod.peripheral.server;
      apply(pod);
      try {
        const [verdict] = await verdictsOn(pod, [id]);
        expect(verdict).toMatchObject({ id, outcome: "failed" });
      } finally {
        pod.peripheral.server.mtuAnswer = mtuAnswer;
        for (const name of ["take", "read"] as const) {
          if (!own.some(([key]) => key === name)) Reflect.deleteProperty(pod.pod, name);
        }
      }
    },
    90_000,
  );

  it("is found out by what it advertises", async () => {
    const pod = world.podAt("rightThigh");
    const short = await verdictsOn(pod, ["HP-004"], { manufacturerData: new Uint8Array(7) });
    expect(short[0]).toMatchObject({ outcome: "failed" });
    expect(short[0]?.detail).toContain("7 bytes of manufacturer data");
    const nameless = await verdictsOn(pod, ["HP-005"], { localName: null });
    expect(nameless[0]).toMatchObject({ outcome: "failed" });
  }, 60_000);

  it("says what it could not look at", async () => {
    const verdicts = await verdictsOn(world.podAt("rightThigh"), ["HP-003", "HP-072"]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(["not-checked", "not-checked"]);
  }, 60_000);
});
