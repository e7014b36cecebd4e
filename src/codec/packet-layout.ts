/** One field of a packet: its name in SPEC.md, its offset and its size in bytes. */
export interface PacketField {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** The fixed part of a packet, field by field, without holes. */
export interface PacketLayout {
  readonly name: string;
  readonly fields: readonly PacketField[];
  readonly byteLength: number;
}

function layout(name: string, ...sizes: readonly (readonly [string, number])[]): PacketLayout {
  const fields: PacketField[] = [];
  let offset = 0;
  for (const [fieldName, size] of sizes) {
    fields.push({ name: fieldName, offset, size });
    offset += size;
  }
  return { name, fields, byteLength: offset };
}

function request(name: string, ...args: readonly (readonly [string, number])[]): PacketLayout {
  return layout(`control request "${name}"`, ["type", 1], ["opcode", 1], ["token", 1], ...args);
}

/** The byte tables of SPEC.md; a test compares the two. */
export const packetLayouts = {
  identity: layout(
    "identity",
    ["type", 1],
    ["protocolMajor", 1],
    ["protocolMinor", 1],
    ["maxBatchSamples", 1],
    ["tickRateHz", 4],
    ["serial", 8],
    ["sampleRates", 2],
    ["accRanges", 1],
    ["gyrRanges", 1],
    ["bufferS", 2],
    ["features", 2],
  ),
  configuration: layout(
    "configuration",
    ["type", 1],
    ["format", 1],
    ["batchSamples", 1],
    ["placement", 1],
  ),
  samples: layout(
    "samples",
    ["type", 1],
    ["format", 1],
    ["flags", 1],
    ["count", 1],
    ["sequence", 2],
    ["spanTicks", 2],
    ["ticks", 4],
  ),
  backfillEnd: layout(
    "backfill end",
    ["type", 1],
    ["token", 1],
    ["outcome", 1],
    ["reserved", 1],
    ["firstSequence", 2],
    ["packetCount", 2],
  ),
  status: layout(
    "status",
    ["type", 1],
    ["state", 1],
    ["batteryPct", 1],
    ["errorCode", 1],
    ["ticks", 4],
    ["temperature", 2],
    ["bootId", 2],
    ["clippedSamples", 4],
    ["overrunSamples", 4],
    ["droppedPackets", 4],
    ["newestSequence", 2],
    ["bufferedPackets", 2],
  ),
  controlRequest: request("any"),
  controlResponse: layout(
    "control response",
    ["type", 1],
    ["opcode", 1],
    ["token", 1],
    ["resultCode", 1],
    ["firstSequence", 2],
    ["packetCount", 2],
  ),
  timeExchangeRequest: layout(
    "time exchange request",
    ["type", 1],
    ["token", 1],
    ["centralTimeUs", 8],
  ),
  timeExchangeResponse: layout(
    "time exchange response",
    ["type", 1],
    ["token", 1],
    ["bootId", 2],
    ["receivedTicks", 4],
    ["sentTicks", 4],
    ["centralTimeUs", 8],
  ),
} as const;

/** Control requests by opcode: the arguments follow the token. */
export const controlRequestLayouts = {
  start: request("start"),
  stop: request("stop"),
  identify: request("identify", ["pattern", 1], ["durationS", 1]),
  haptic: request("haptic", ["pattern", 1], ["strengthPct", 1], ["repeats", 1]),
  setPlacement: request("setPlacement", ["placement", 1]),
  requestBackfill: request("requestBackfill", ["firstSequence", 2], ["packetCount", 2]),
  cancelBackfill: request("cancelBackfill"),
  resetCounters: request("resetCounters"),
  configure: request("configure", ["format", 1], ["batchSamples", 1], ["placement", 1]),
} as const;
