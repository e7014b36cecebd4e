import type { Packet } from "../../src/codec/packet.ts";
import type { PlainPacket } from "./vectors.ts";

/** Written out a second time on purpose: a wrong scale in the codec must not cancel out here. */
const accLsbPerMPerS2 = (rangeG: number) => 32_768 / (rangeG * 9.80665);
const gyrLsbPerRadPerS = (rangeDegPerS: number) => (32_768 * 180) / (rangeDegPerS * Math.PI);

/** A decoded packet in the form of the vector files. Raw samples that are not whole stay so and fail the comparison. */
export function plainPacket(packet: Packet): PlainPacket {
  if (packet.kind !== "samples") {
    return { ...packet };
  }
  const { accMPerS2, gyrRadPerS, ...rest } = packet;
  const acc = Array.from(accMPerS2, (v) => tidy(v * accLsbPerMPerS2(packet.accRangeG)));
  const gyr = Array.from(gyrRadPerS, (v) => tidy(v * gyrLsbPerRadPerS(packet.gyrRangeDegPerS)));
  const samples = Array.from({ length: packet.count }, (_, at) => [
    ...acc.slice(3 * at, 3 * at + 3),
    ...gyr.slice(3 * at, 3 * at + 3),
  ]);
  return { ...rest, samples };
}

/** Removes the rounding of two multiplications, not an error of scale; −0 becomes 0. */
function tidy(raw: number): number {
  return Math.abs(raw - Math.round(raw)) < 1e-6 ? Math.round(raw) + 0 : raw;
}

/** The line that the C test program prints for this packet. */
export function packetLine(packet: PlainPacket): string {
  const words = lineFields(packet).map(([name, value]) => `${name}=${text(value)}`);
  return [packet.kind, ...words].join(" ");
}

function lineFields(packet: PlainPacket): readonly (readonly [string, unknown])[] {
  const pick = (...names: string[]) => names.map((name) => [name, packet[name]] as const);
  switch (packet.kind) {
    case "samples":
      return [
        ...pick("backfilled", "sequence", "ticks", "spanTicks", "count", ...formatNames),
        ...pick("clipped", "overrun"),
        ["values", (packet.samples as number[][]).flat()],
      ];
    case "backfillEnd":
      return pick("token", "outcome", "firstSequence", "packetCount");
    case "identity":
      return pick(
        "protocolMajor",
        "protocolMinor",
        "maxBatchSamples",
        "tickRateHz",
        "podId",
        "sampleRatesHz",
        "accRangesG",
        "gyrRangesDegPerS",
        "bufferS",
        "features",
      );
    case "configuration":
      return configurationFields(packet);
    case "status":
      return [
        ...pick("state", "ticks", "bootId"),
        ["batteryPct", packet.batteryPct ?? "unknown"],
        ["temperature", hundredths(packet.temperatureC)],
        ...pick("clippedSamples", "overrunSamples", "droppedPackets"),
        ...pick("newestSequence", "bufferedPackets", "errorCode"),
      ];
    case "controlRequest":
      return [...pick("opcode", "token"), ...argumentFields(packet)];
    case "controlResponse":
      return pick("opcodeByte", "token", "resultCode", "firstSequence", "packetCount");
    case "timeExchangeRequest":
      return [...pick("token"), ["centralTimeUs", microseconds(packet.centralTimeS)]];
    case "timeExchangeResponse":
      return [
        ...pick("token", "bootId", "receivedTicks", "sentTicks"),
        ["centralTimeUs", microseconds(packet.centralTimeS)],
      ];
    default:
      throw new Error(`no line form for ${packet.kind}`);
  }
}

const formatNames = ["sampleRateHz", "accRangeG", "gyrRangeDegPerS"] as const;

function configurationFields(packet: PlainPacket): readonly (readonly [string, unknown])[] {
  const settings = packet.settings as Readonly<Record<string, number>> | null;
  return [
    ...[...formatNames, "batchSamples"].map((name) => [name, settings?.[name] ?? 0] as const),
    ["placement", packet.placement ?? "unassigned"],
  ];
}

function argumentFields(packet: PlainPacket): readonly (readonly [string, unknown])[] {
  if (packet.opcode === "configure") {
    return configurationFields(packet);
  }
  const { kind: _kind, opcode: _opcode, token: _token, ...args } = packet;
  return Object.entries(args).map(([name, value]) => [name, value ?? "unassigned"] as const);
}

function hundredths(temperatureC: unknown): number | string {
  return temperatureC === null ? "unknown" : Math.round((temperatureC as number) * 100);
}

function microseconds(seconds: unknown): number {
  return Math.round((seconds as number) * 1e6);
}

function text(value: unknown): string {
  return typeof value === "boolean" ? String(Number(value)) : String(value);
}
