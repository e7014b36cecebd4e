import { describe, expect, it } from "vitest";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type { Packet, PacketFault } from "../../src/codec/packet.ts";
import { plainPacket } from "./plain-packet.ts";
import { decodeSent, hexFromBytes, loadVectors, type Vector } from "./vectors.ts";

const vectors = loadVectors();

describe.each(vectors)("$file: $name", (vector) => {
  if (vector.packet !== undefined) {
    it("decodes to the stated packet", () => {
      const packet = requirePacket(decodeSent(vector));
      expect(plainPacket(packet)).toEqual(vector.packet);
      if (vector.si !== undefined && packet.kind === "samples") {
        expectClose(packet.accMPerS2, vector.si.accMPerS2);
        expectClose(packet.gyrRadPerS, vector.si.gyrRadPerS);
      }
    });
    it("encodes back", () => {
      const packet = requirePacket(decodeSent(vector));
      expect(hexFromBytes(encodePacket(packet))).toBe(
        vector.encodedAs ?? hexFromBytes(vector.bytes),
      );
    });
  } else {
    it("gives the stated fault", () => {
      const result = decodeSent(vector);
      expect(result).toMatchObject({ kind: "packetFault", ...expectedFault(vector) });
      expect((result as PacketFault).message).toContain(vector.fault?.field ?? "must end after");
      expect((result as PacketFault).message).toContain(`offset ${vector.fault?.offset}`);
    });
  }
});

describe("the vector files", () => {
  it("state a packet or a fault, and never both", () => {
    for (const vector of vectors) {
      expect((vector.packet === undefined) !== (vector.fault === undefined), vector.name).toBe(
        true,
      );
    }
  });

  it("have names that are unique in their file", () => {
    const names = vectors.map((vector) => `${vector.file}: ${vector.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it("cover every kind of packet and every kind of fault on every characteristic", () => {
    const kinds = new Set(
      vectors.map((v) => v.packet && [v.packet.kind, v.packet.opcode].join(" ").trim()),
    );
    for (const kind of [
      "samples",
      "backfillEnd",
      "identity",
      "configuration",
      "status",
      "controlResponse",
      "timeExchangeRequest",
      "timeExchangeResponse",
      ...["start", "stop", "identify", "haptic", "setPlacement", "requestBackfill"].map(
        (opcode) => `controlRequest ${opcode}`,
      ),
      ...["cancelBackfill", "resetCounters", "configure"].map((o) => `controlRequest ${o}`),
    ]) {
      expect(kinds, kind).toContain(kind);
    }
    const faults = new Set(vectors.map((v) => v.fault && `${wayOf(v)} ${v.fault.code}`));
    for (const way of new Set(vectors.map(wayOf))) {
      for (const code of ["packet-truncated", "packet-unknown-type", "packet-invalid-field"]) {
        // Any code is valid in a control response: a newer pod may have more of them.
        if (`${way} ${code}` !== "pod control packet-invalid-field") {
          expect(faults).toContain(`${way} ${code}`);
        }
      }
    }
  });

  it("state the answer to every write to control that a pod refuses, and to nothing else", () => {
    for (const vector of vectors) {
      const refused = wayOf(vector) === "central control" && vector.fault !== undefined;
      expect(vector.answeredWith !== undefined, vector.name).toBe(refused);
    }
  });

  it("send every type the wrong way once, where both sides use the characteristic", () => {
    const wrongWay = vectors
      .filter((v) => v.fault?.code === "packet-unknown-type")
      .map((v) => `${wayOf(v)} ${v.bytes[0]?.toString(16)}`);
    expect(wrongWay).toEqual(
      expect.arrayContaining([
        "central control 31",
        "pod control 30",
        "central timeExchange 41",
        "pod timeExchange 40",
      ]),
    );
  });
});

function wayOf({ from, channel }: Vector): string {
  return `${from} ${channel}`;
}

function requirePacket(result: Packet | PacketFault): Packet {
  if (result.kind === "packetFault") {
    throw new Error(`fault ${result.code}: ${result.message}`);
  }
  return result;
}

function expectedFault(vector: Vector) {
  return { code: vector.fault?.code, offset: vector.fault?.offset };
}

function expectClose(actual: Float64Array, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) {
    expect(Math.abs((actual[at] as number) - value)).toBeLessThan(1e-9);
  }
}
