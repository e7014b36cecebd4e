import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePacket, decodeRequest } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type { Packet, PacketFault } from "../../src/codec/packet.ts";
import { packetTypes } from "../../src/codec/protocol.ts";
import { type NotificationChannel, notificationChannels } from "../../src/model/transport-event.ts";
import { channelOf, decodeLike, exactPacket, samplesPacket } from "./arbitrary-packet.ts";

const channel = fc.constantFrom(...notificationChannels);
const faultCodes = [
  "packet-truncated",
  "packet-too-long",
  "packet-unknown-type",
  "packet-invalid-field",
];

describe("decodePacket", () => {
  it("gives a packet or a fault for any bytes on any characteristic", () => {
    fc.assert(fc.property(channel, fc.uint8Array({ maxLength: 260 }), expectPacketOrFault), {
      numRuns: 2000,
    });
  });

  it("gives a packet or a fault for any bytes after any known type", () => {
    const type = fc.constantFrom(...Object.values(packetTypes));
    fc.assert(
      fc.property(channel, type, fc.uint8Array({ maxLength: 60 }), (on, first, rest) =>
        expectPacketOrFault(on, Uint8Array.of(first, ...rest)),
      ),
      { numRuns: 5000 },
    );
  });

  it("calls every packet truncated that is cut at any length", () => {
    fc.assert(
      fc.property(fc.oneof(exactPacket, samplesPacket), (packet) => {
        const bytes = encodePacket(packet);
        for (let length = 0; length < bytes.length; length += 1) {
          const fault = decodeLike(packet, bytes.subarray(0, length)) as PacketFault;
          expect(fault.code).toBe("packet-truncated");
          expect(fault.offset).toBeLessThanOrEqual(length);
          expect(fault.message).toContain(`offset ${fault.offset}`);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("reads a view into a larger buffer, and nothing around it", () => {
    fc.assert(
      fc.property(
        fc.oneof(exactPacket, samplesPacket),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 9 }),
        (packet, before, after) => {
          const bytes = encodePacket(packet);
          const pool = new Uint8Array(before + bytes.length + after).fill(0xee);
          pool.set(bytes, before);
          const view = pool.subarray(before, before + bytes.length);
          expect(decodeLike(packet, view)).toEqual(decodeLike(packet, bytes));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("keeps no reference to the bytes it was given", () => {
    const bytes = encodePacket(fc.sample(samplesPacket, { numRuns: 1, seed: 1 })[0] as Packet);
    const type = bytes[0] === packetTypes.samples ? "samples" : "backfill";
    const first = decodePacket(type, bytes);
    const copy = structuredClone(first);
    bytes.fill(0);
    expect(first).toEqual(copy);
  });

  it("takes a packet only on its own characteristic", () => {
    fc.assert(
      fc.property(fc.oneof(exactPacket, samplesPacket), channel, (packet, on) => {
        const result = decodeLike(packet, encodePacket(packet), on);
        if (on === channelOf(packet)) {
          expect(result.kind).toBe(packet.kind);
        } else {
          expect(result).toMatchObject({ code: "packet-unknown-type", offset: 0 });
        }
      }),
      { numRuns: 300 },
    );
  });

  it("never takes what the other side sends, whatever the bytes", () => {
    const requestChannel = fc.constantFrom("control" as const, "timeExchange" as const);
    const tail = fc.uint8Array({ maxLength: 24 });
    const wrong = { code: "packet-unknown-type", offset: 0 };
    fc.assert(
      fc.property(requestChannel, tail, (on, rest) => {
        const [request, response] = on === "control" ? [0x30, 0x31] : [0x40, 0x41];
        expect(decodePacket(on, Uint8Array.of(request, ...rest))).toMatchObject(wrong);
        expect(decodeRequest(on, Uint8Array.of(response, ...rest))).toMatchObject(wrong);
      }),
      { numRuns: 300 },
    );
  });

  it("ignores trailing bytes of what pods alone send, and refuses them elsewhere", () => {
    const lenient = [
      "identity",
      "status",
      "controlResponse",
      "backfillEnd",
      "timeExchangeResponse",
    ];
    fc.assert(
      fc.property(
        fc.oneof(exactPacket, samplesPacket),
        fc.uint8Array({ minLength: 1, maxLength: 5 }),
        (packet, extra) => {
          const bytes = encodePacket(packet);
          const result = decodeLike(packet, Uint8Array.of(...bytes, ...extra));
          if (lenient.includes(packet.kind)) {
            expect(result).toEqual(packet);
          } else {
            expect(result).toMatchObject({ code: "packet-too-long", offset: bytes.length });
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

function expectPacketOrFault(on: NotificationChannel, bytes: Uint8Array): void {
  expectOnChannel(on, bytes, decodePacket(on, bytes));
  if (on === "control" || on === "timeExchange") {
    expectOnChannel(on, bytes, decodeRequest(on, bytes));
  }
}

function expectOnChannel(
  on: NotificationChannel,
  bytes: Uint8Array,
  result: Packet | PacketFault,
): void {
  if (result.kind !== "packetFault") {
    expect(channelOf(result)).toBe(on);
    return;
  }
  expect(faultCodes).toContain(result.code);
  expect(result.message).toContain(`offset ${result.offset}`);
  expect(result.offset).toBeLessThanOrEqual(bytes.length);
}
