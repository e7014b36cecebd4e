import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import type { SamplesPacket } from "../../src/codec/packet.ts";
import { controlRequestLayouts, packetLayouts } from "../../src/codec/packet-layout.ts";
import * as protocol from "../../src/codec/protocol.ts";
import { podChannels } from "../../src/model/transport-event.ts";
import { bytesFromHex, protocolFolder } from "./vectors.ts";

const spec = readFileSync(new URL("SPEC.md", protocolFolder), "utf8");
const header = readFileSync(new URL("c/hipline_pod.h", protocolFolder), "utf8");

type Row = readonly string[];

/** Rows of the table after `<!-- table: name -->`, without heading; back quotes removed. */
function table(name: string): readonly Row[] {
  const marked = spec.split(`<!-- table: ${name} -->\n`);
  expect(marked.length, `SPEC.md must have exactly one table ${name}`).toBe(2);
  const lines = (marked[1] as string).split("\n");
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines.slice(2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

/** { second cell: first cell as a number } of each row. */
function codes(name: string): Record<string, number> {
  return Object.fromEntries(table(name).map(([code, label]) => [label, Number(code)]));
}

function fields(name: string) {
  return table(name).map(([offset, size, , field]) => ({
    name: field,
    offset: Number(offset),
    size: Number(size),
  }));
}

describe("SPEC.md and src/codec agree on", () => {
  it("the version", () => {
    const { major, minor } = protocol.protocolVersion;
    expect(spec).toMatch(new RegExp(`^# Hipline pod protocol, version ${major}\\.${minor}\n`));
  });

  it("the UUIDs", () => {
    expect(spec).toContain(`| Hipline pod | \`${protocol.podServiceUuid}\` |`);
    const uuids = Object.fromEntries(table("characteristics").map(([name, uuid]) => [name, uuid]));
    expect(uuids).toEqual(protocol.characteristicUuids);
    expect(Object.keys(uuids)).toEqual([...podChannels]);
    const all = [protocol.podServiceUuid, ...Object.values(protocol.characteristicUuids)];
    expect(new Set(all).size).toBe(all.length);
    for (const uuid of all) {
      // One random (version 4) UUID; the third and fourth byte count.
      expect(uuid).toMatch(/^d55b00[0-9a-f]{2}-4211-4c12-8750-77713af84e90$/);
    }
  });

  const codeTables: [string, Readonly<Record<string, number>>][] = [
    ["packetTypes", protocol.packetTypes],
    ["features", protocol.podFeatureBits],
    ["placements", protocol.placementCodes],
    ["states", protocol.podStateCodes],
    ["errors", protocol.podErrorCodes],
    ["sampleFlags", protocol.sampleFlagBits],
    ["opcodes", protocol.controlOpcodes],
    ["identifyPatterns", protocol.identifyPatternCodes],
    ["hapticPatterns", protocol.hapticPatternCodes],
    ["results", protocol.controlResultCodes],
    ["backfillOutcomes", protocol.backfillOutcomeCodes],
  ];
  it.each(codeTables)("the codes of %s", (name, expected) => {
    expect(codes(name)).toEqual(expected);
    expect(table(name).length).toBe(Object.keys(expected).length);
  });

  const valueTables: [string, protocol.CodeTable][] = [
    ["sampleRates", protocol.sampleRateCodes],
    ["accRanges", protocol.accRangeCodes],
    ["gyrRanges", protocol.gyrRangeCodes],
  ];
  it.each(valueTables)("the values of %s", (name, expected) => {
    expect(table(name).map((row) => row.map(Number))).toEqual(expected);
  });

  it.each(Object.keys(packetLayouts) as (keyof typeof packetLayouts)[])(
    "the bytes of %s",
    (name) => {
      expect(fields(name)).toEqual(packetLayouts[name].fields);
    },
  );

  it.each(table("opcodes"))("the arguments of opcode %s, %s", (_code, opcode, names) => {
    const layout = controlRequestLayouts[opcode as keyof typeof controlRequestLayouts];
    const args = layout.fields.slice(packetLayouts.controlRequest.fields.length);
    expect(args.map((field) => field.name)).toEqual(names === "none" ? [] : names?.split(", "));
    if (args.length > 0) {
      expect(fields(`${opcode}Arguments`)).toEqual(args);
    }
  });

  it("which characteristic carries which packet", () => {
    for (const [, packet, over] of table("packetTypes")) {
      const words = packet?.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      const row = table("characteristics").find(([name]) => name === over);
      expect(row?.[3]?.split(/, | \(to the pod\),? ?/), packet).toContain(words);
    }
  });

  it("the limits", () => {
    expect(spec).toContain(`smallest batch, at least ${protocol.minBufferS} |`);
    expect(spec).toContain(
      `accelerometer range ±${protocol.requiredAccRangeG} g and ` +
        `gyroscope range ±${protocol.requiredGyrRangeDegPerS} °/s; an identity that offers less`,
    );
    expect(spec).toContain(`samples in the packet, 1 … ${protocol.maxSamplesPerPacket}`);
    expect(spec).toContain(`| 0 … ${protocol.maxIdentifyS} s |`);
    expect(spec).toContain(`| 1 … ${protocol.maxHapticRepeats} |`);
    expect(spec).toContain(`packets wanted, 1 … ${protocol.maxBackfillPackets}`);
    expect(spec).toContain(`1/${protocol.tickRateHz} s`);
    expect(spec).toContain(`${protocol.unknownBatteryPct} = unknown`);
    expect(spec).toContain(`−${-protocol.unknownTemperature} = unknown`);
    expect(protocol.maxCentralTimeUs).toBe(10 ** 15);
    expect(spec).toContain("at most 10^15");
  });
});

describe("hipline_pod.h agrees with src/codec on", () => {
  const names: [string, Readonly<Record<string, number>>][] = [
    ["TYPE", protocol.packetTypes],
    ["PLACEMENT", protocol.placementCodes],
    ["STATE", protocol.podStateCodes],
    ["ERROR", protocol.podErrorCodes],
    ["OPCODE", protocol.controlOpcodes],
    ["RESULT", protocol.controlResultCodes],
    ["IDENTIFY", protocol.identifyPatternCodes],
    ["HAPTIC", protocol.hapticPatternCodes],
    ["BACKFILL", protocol.backfillOutcomeCodes],
  ];
  it.each(names)("HP_%s_…", (prefix, expected) => {
    const found = [...header.matchAll(new RegExp(`\\bHP_${prefix}_([A-Z_]+) = (\\w+)`, "g"))];
    expect(Object.fromEntries(found.map(([, name, code]) => [name, Number(code)]))).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([name, code]) => [
          name.replaceAll(/[A-Z]/g, "_$&").toUpperCase(),
          code,
        ]),
      ),
    );
  });

  const constants: [string, number][] = [
    ["PROTOCOL_MAJOR", protocol.protocolVersion.major],
    ["PROTOCOL_MINOR", protocol.protocolVersion.minor],
    ["TICK_RATE_HZ", protocol.tickRateHz],
    ["MAX_SAMPLES", protocol.maxSamplesPerPacket],
    ["SAMPLES_HEADER", protocol.samplesHeaderBytes],
    ["BYTES_PER_SAMPLE", protocol.bytesPerSample],
    ["MIN_BUFFER_S", protocol.minBufferS],
    ["MAX_BACKFILL_PACKETS", protocol.maxBackfillPackets],
    ["MAX_IDENTIFY_S", protocol.maxIdentifyS],
    ["MAX_HAPTIC_REPEATS", protocol.maxHapticRepeats],
    ["UNKNOWN_BATTERY", protocol.unknownBatteryPct],
    ["FLAG_CLIPPED", 1 << protocol.sampleFlagBits.clipped],
    ["FLAG_OVERRUN", 1 << protocol.sampleFlagBits.overrun],
    ["FEATURE_IDENTIFY_LED", 1 << protocol.podFeatureBits.identifyLed],
    ["FEATURE_HAPTIC", 1 << protocol.podFeatureBits.haptic],
    ["FEATURE_MAGNETOMETER", 1 << protocol.podFeatureBits.magnetometer],
  ];
  it.each(constants)("HP_%s", (name, expected) => {
    const found = header.match(new RegExp(`#define HP_${name} (\\w+)`));
    expect(Number(found?.[1])).toBe(expected);
  });
});

describe("SPEC.md by itself", () => {
  it("gives an example that decodes to what it says", () => {
    const example = spec.match(/^Example, (\d+) bytes: `([0-9a-f ]+)`/m);
    const bytes = bytesFromHex(String(example?.[2]).replaceAll(" ", ""));
    expect(bytes.length).toBe(Number(example?.[1]));
    const packet = decodePacket("samples", bytes) as SamplesPacket;
    expect(packet).toMatchObject({ kind: "samples", sequence: 7, ticks: 1000, sampleRateHz: 104 });
    expect(Array.from(packet.accMPerS2)).toEqual([9.80665, 0, 0]);
    expect(packet.gyrRadPerS[2]).toBeCloseTo(Math.PI, 3);
  });

  it("computes the table of batches and connection intervals rightly", () => {
    const intervalsMs = [7.5, 11.25, 15, 18.75, 22.5, 30];
    const recommended = new Set<string>();
    for (const [rate, batch, period, mtu, ...divisors] of table("batches")) {
      const batchSamples = Number(batch?.replace(" ●", ""));
      const rateHz = Number(rate);
      expect(Number(period)).toBeCloseTo((1000 * batchSamples) / rateHz, 2);
      expect(Number(period)).toBeLessThanOrEqual(50);
      expect(Number(mtu)).toBe(3 + 12 + 12 * batchSamples);
      const expected = intervalsMs.map((intervalMs) => {
        // Both as whole multiples of 10/rate µs: the greatest common divisor is then one of integers.
        const divisor = gcd(100_000 * batchSamples, intervalMs * 100 * rateHz) / (100 * rateHz);
        return divisor <= 1.25 ? `**${divisor.toFixed(2)}**` : divisor.toFixed(2);
      });
      expect(divisors).toEqual(expected);
      if (batch?.endsWith("●")) {
        recommended.add(`${rate}`);
        expect(expected.filter((cell) => cell.startsWith("**")).length).toBeGreaterThan(1);
      }
    }
    expect([...recommended].map(Number)).toEqual(protocol.sampleRateCodes.map(([, hz]) => hz));
  });

  it("states the size of the buffer rightly", () => {
    const kilobytes = (rateHz: number, batch: number) =>
      Math.round((60 * (rateHz * 12 + (rateHz / batch) * 12)) / 1000);
    const largest = protocol.sampleRateCodes.map(([, hz]) => kilobytes(hz, Math.ceil(0.02 * hz)));
    expect(spec).toContain(
      `${kilobytes(208, 8)} kB at 208 Hz with 8 samples per packet, at most ${Math.max(...largest)} kB`,
    );
  });

  it("allows no batch that makes sequence numbers ambiguous in 10 min, and no recommended one it refuses", () => {
    const [, min, max] =
      spec.match(/with the nominal rate, is at least (\d+) ms and at most (\d+) ms/) ?? [];
    expect((1.05 * 600_000) / Number(min)).toBeLessThan(protocol.maxBackfillPackets);
    for (const [rate, batch] of table("batches")) {
      const periodMs = (1000 * Number.parseInt(batch as string, 10)) / Number(rate);
      expect(periodMs).toBeGreaterThanOrEqual(Number(min));
      expect(periodMs).toBeLessThanOrEqual(Number(max));
    }
  });

  it("numbers its requirements in order and points to sections that exist", () => {
    const rows = [...spec.matchAll(/^\| (HP-\d{3}) \| .+ \| ([\d, ]+) \|$/gm)];
    const numbers = rows.map((row) => row[1] as string);
    expect(numbers[0]).toBe("HP-001");
    expect(numbers).toEqual([...new Set(numbers)].sort());
    expect(numbers.length).toBe(spec.match(/^\| HP-/gm)?.length);
    for (const section of rows.flatMap((row) => (row[2] as string).split(", "))) {
      expect(spec).toMatch(new RegExp(`^## ${section}\\. `, "m"));
    }
  });

  it("links only to headings and files that exist", () => {
    const anchors = [...spec.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      (title as string)
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );
    for (const [, anchor] of spec.matchAll(/\]\(#([^)]+)\)/g)) {
      expect(anchors).toContain(anchor);
    }
  });
});

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
