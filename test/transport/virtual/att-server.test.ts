import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { AttServer } from "../../../src/transport/virtual/att-server.ts";

const base = "-0000-1000-8000-00805f9b34fb";
const heartRate = `0000180d${base}`;
const own = "d55b0001-4211-4c12-8750-77713af84e90";
const ownBytes = [
  0x90, 0x4e, 0xf8, 0x3a, 0x71, 0x77, 0x50, 0x87, 0x12, 0x4c, 0x11, 0x42, 0x01, 0x00, 0x5b, 0xd5,
];
const long = Uint8Array.from({ length: 60 }, (_, i) => i);

// Handles: 1 service, 2+3 measurement, 4 its configuration, 5+6 position, 7 service, 8+9 command, 10 its configuration, 11+12 name.
let server: AttServer;
let written: number[][];
let subscriptions: boolean[];

beforeEach(() => {
  written = [];
  subscriptions = [];
  server = new AttServer([
    {
      uuid: heartRate,
      characteristics: [
        {
          uuid: `00002a37${base}`,
          properties: ["notify"],
          subscribed: (on) => subscriptions.push(on),
        },
        { uuid: `00002a38${base}`, properties: ["read"], read: () => Uint8Array.of(7) },
      ],
    },
    {
      uuid: own,
      characteristics: [
        {
          uuid: `00002a39${base}`,
          properties: ["write", "writeWithoutResponse", "indicate"],
          written: (value) => written.push([...value]),
        },
        { uuid: `00002a00${base}`, properties: ["read"], read: () => long },
      ],
    },
  ]);
});

function asked(...pdu: number[]): number[] | null {
  const answer = server.answer(Uint8Array.from(pdu));
  return answer === null ? null : [...answer];
}

const error = (opcode: number, handle: number, code: number) => [1, opcode, handle, 0, code];

describe("an ATT server answers as the Core Specification says", () => {
  it("to the MTU exchange with its own, and uses the smaller one", () => {
    server.mtuAnswer = 517;
    expect(asked(0x02, 0x00, 0x01)).toEqual([0x03, 0x05, 0x02]);
    expect(server.mtu).toBe(256);
    server.mtuAnswer = 100;
    expect(asked(0x02, 0x05, 0x02)).toEqual([0x03, 100, 0]);
    expect(server.mtu).toBe(100);
    server.mtuAnswer = 5;
    asked(0x02, 0x05, 0x02);
    expect(server.mtu).toBe(23);
  });

  it("to the search for services: those whose UUIDs are equally long in one answer", () => {
    expect(asked(0x10, 1, 0, 0xff, 0xff, 0x00, 0x28)).toEqual([0x11, 6, 1, 0, 6, 0, 0x0d, 0x18]);
    expect(asked(0x10, 7, 0, 0xff, 0xff, 0x00, 0x28)).toEqual([0x11, 20, 7, 0, 12, 0, ...ownBytes]);
    expect(asked(0x10, 13, 0, 0xff, 0xff, 0x00, 0x28)).toEqual(error(0x10, 13, 0x0a));
    expect(asked(0x10, 1, 0, 0xff, 0xff, 0x03, 0x28)).toEqual(error(0x10, 1, 0x10));
  });

  it("to the search for one service", () => {
    expect(asked(0x06, 1, 0, 0xff, 0xff, 0x00, 0x28, 0x0d, 0x18)).toEqual([0x07, 1, 0, 6, 0]);
    expect(asked(0x06, 1, 0, 0xff, 0xff, 0x00, 0x28, ...ownBytes)).toEqual([0x07, 7, 0, 12, 0]);
    expect(asked(0x06, 1, 0, 0xff, 0xff, 0x00, 0x28, 0x0e, 0x18)).toEqual(error(0x06, 1, 0x0a));
  });

  it("to the search for characteristics and descriptors", () => {
    expect(asked(0x08, 1, 0, 6, 0, 0x03, 0x28)).toEqual([
      ...[0x09, 7],
      ...[2, 0, 0x10, 3, 0, 0x37, 0x2a],
      ...[5, 0, 0x02, 6, 0, 0x38, 0x2a],
    ]);
    expect(asked(0x04, 4, 0, 4, 0)).toEqual([0x05, 1, 4, 0, 0x02, 0x29]);
    expect(asked(0x08, 1, 0, 12, 0, 0x38, 0x2a)).toEqual([0x09, 3, 6, 0, 7]);
    expect(asked(0x08, 1, 0, 12, 0, 0x37, 0x2a)).toEqual(error(0x08, 3, 0x02));
    expect(asked(0x08, 0, 0, 6, 0, 0x03, 0x28)).toEqual(error(0x08, 0, 0x01));
    expect(asked(0x08, 6, 0, 1, 0, 0x03, 0x28)).toEqual(error(0x08, 6, 0x01));
  });

  it("to reads, a long value in parts", () => {
    expect(asked(0x0a, 6, 0)).toEqual([0x0b, 7]);
    expect(asked(0x0a, 3, 0)).toEqual(error(0x0a, 3, 0x02));
    expect(asked(0x0a, 99, 0)).toEqual(error(0x0a, 99, 0x01));
    const parts = [asked(0x0a, 12, 0), asked(0x0c, 12, 0, 22, 0), asked(0x0c, 12, 0, 44, 0)];
    expect(parts.map((part) => part?.length)).toEqual([23, 23, 17]);
    expect(parts.flatMap((part) => part?.slice(1))).toEqual([...long]);
    expect(asked(0x0c, 12, 0, 60, 0)).toEqual([0x0d]);
    expect(asked(0x0c, 12, 0, 61, 0)).toEqual(error(0x0c, 12, 0x07));
  });

  it("to writes, and to commands not at all", () => {
    expect(asked(0x12, 9, 0, 1, 2)).toEqual([0x13]);
    expect(asked(0x52, 9, 0, 3)).toBeNull();
    expect(written).toEqual([[1, 2], [3]]);
    expect(asked(0x12, 6, 0, 1)).toEqual(error(0x12, 6, 0x03));
    expect(asked(0x12, 2, 0, 1)).toEqual(error(0x12, 2, 0x03));
    expect(asked(0x52, 6, 0, 1)).toBeNull();
    expect(asked(0x12, 9)).toEqual(error(0x12, 0, 0x04));
  });

  it("to long writes: every part comes back, and all are written at the end", () => {
    expect(asked(0x16, 9, 0, 0, 0, 1, 2)).toEqual([0x17, 9, 0, 0, 0, 1, 2]);
    expect(asked(0x16, 9, 0, 2, 0, 3)).toEqual([0x17, 9, 0, 2, 0, 3]);
    expect(written).toEqual([]);
    expect(asked(0x18, 1)).toEqual([0x19]);
    expect(written).toEqual([[1, 2, 3]]);
    asked(0x16, 9, 0, 0, 0, 4);
    expect(asked(0x18, 0)).toEqual([0x19]);
    asked(0x16, 9, 0, 5, 0, 4);
    expect(asked(0x18, 1)).toEqual(error(0x18, 9, 0x07));
    expect(asked(0x16, 6, 0, 0, 0, 4)).toEqual(error(0x16, 6, 0x03));
    for (let i = 0; i < 64; i++) asked(0x16, 9, 0, 0, 0, 4);
    expect(asked(0x16, 9, 0, 0, 0, 4)).toEqual(error(0x16, 9, 0x09));
    asked(0x18, 0);
    asked(0x16, 9, 0, 0, 0, ...new Array<number>(300).fill(1));
    asked(0x16, 9, 0, 44, 1, ...new Array<number>(213).fill(1));
    expect(asked(0x18, 1)).toEqual(error(0x18, 9, 0x0d));
    expect(written).toEqual([[1, 2, 3]]);
  });

  it("to what it does not know", () => {
    expect(asked(0x20, 1, 0)).toEqual(error(0x20, 0, 0x06));
    expect(asked(0xd2, 1, 0)).toBeNull();
    expect(asked(0x0b, 1)).toBeNull();
    expect(asked()).toBeNull();
  });
});

describe("values that a server tells by itself", () => {
  const measurement = `00002a37${base}`;
  const command = `00002a39${base}`;

  it("notifies whoever has subscribed", () => {
    expect(server.valuePacket(measurement, Uint8Array.of(1))).toBeNull();
    expect(asked(0x12, 4, 0, 1, 0)).toEqual([0x13]);
    expect(asked(0x0a, 4, 0)).toEqual([0x0b, 1, 0]);
    expect(server.valuePacket(measurement, Uint8Array.of(5))).toEqual(Uint8Array.of(0x1b, 3, 0, 5));
    expect(server.valuePacket(measurement, new Uint8Array(60))).toHaveLength(23);
    asked(0x12, 4, 0, 0, 0);
    expect(server.valuePacket(measurement, Uint8Array.of(5))).toBeNull();
    expect(subscriptions).toEqual([true, false]);
    expect(asked(0x12, 4, 0, 1)).toEqual(error(0x12, 4, 0x0d));
  });

  it("waits for the confirmation of an indication", () => {
    asked(0x12, 10, 0, 2, 0);
    expect(server.valuePacket(command, Uint8Array.of(5))).toEqual(Uint8Array.of(0x1d, 9, 0, 5));
    expect(server.awaitsConfirmation).toBe(true);
    expect(asked(0x1e)).toBeNull();
    expect(server.awaitsConfirmation).toBe(false);
  });

  it("forgets with the link", () => {
    asked(0x12, 4, 0, 1, 0);
    asked(0x16, 9, 0, 0, 0, 4);
    server.reset();
    expect(server.valuePacket(measurement, Uint8Array.of(5))).toBeNull();
    asked(0x18, 1);
    expect(written).toEqual([]);
    expect(subscriptions).toEqual([true, false]);
  });
});

describe("a server with a defect", () => {
  it("answers with an error, or not, or late", () => {
    server.defect = ({ uuid }) => (uuid === `00002a38${base}` ? { error: 0x0e } : null);
    expect(asked(0x0a, 6, 0)).toEqual(error(0x0a, 6, 0x0e));
    server.defect = ({ opcode }) => (opcode === 0x02 ? { error: 0x06 } : "silence");
    expect(asked(0x02, 0, 1)?.at(4)).toBe(0x06);
    expect(asked(0x0a, 6, 0)).toBeNull();
    server.answerDelayMs = ({ uuid }) => (uuid === null ? 0 : 30);
    expect(server.delayOf(Uint8Array.of(0x0a, 6, 0))).toBe(30);
    expect(server.delayOf(Uint8Array.of(0x02, 0, 1))).toBe(0);
  });
});

describe("any bytes", () => {
  it("get an answer that fits the MTU and the request, or none", () => {
    const anyPdu = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      // Known requests about handles that there are.
      fc
        .tuple(
          fc.constantFrom(2, 4, 6, 8, 0x0a, 0x0c, 0x10, 0x12, 0x16, 0x18, 0x1e, 0x52),
          fc.integer({ min: 0, max: 13 }),
          fc.uint8Array({ maxLength: 24 }),
        )
        .map(([opcode, handle, rest]) => Uint8Array.of(opcode, handle, 0, ...rest)),
    );
    fc.assert(
      fc.property(fc.array(anyPdu, { maxLength: 8 }), (pdus) => {
        for (const pdu of pdus) {
          const before = server.mtu;
          const answer = server.answer(pdu);
          if (answer === null) continue;
          expect(answer.length).toBeLessThanOrEqual(Math.max(before, pdu.length));
          const isError = answer[0] === 0x01;
          expect(isError ? answer[1] : answer[0]).toBe((pdu[0] ?? 0) + (isError ? 0 : 1));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
