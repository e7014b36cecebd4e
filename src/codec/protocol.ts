/**
 * The numbers of firmware-protocol/SPEC.md, version 1.0. A test compares this file with the
 * document, so neither can change alone.
 */

/** Version of the protocol that this codec speaks. */
export const protocolVersion = { major: 1, minor: 0 } as const;

/** Rate of the pod clock, ticks per second. The 32 bit count wraps after 36 h 24 min. */
export const tickRateHz = 32_768;

/** 128 bit UUIDs as `@abandonware/noble` and the document write them: lower case, with dashes. */
export const podServiceUuid = "d55b0001-4211-4c12-8750-77713af84e90";
export const characteristicUuids = {
  identity: "d55b0002-4211-4c12-8750-77713af84e90",
  configuration: "d55b0003-4211-4c12-8750-77713af84e90",
  control: "d55b0004-4211-4c12-8750-77713af84e90",
  samples: "d55b0005-4211-4c12-8750-77713af84e90",
  backfill: "d55b0006-4211-4c12-8750-77713af84e90",
  status: "d55b0007-4211-4c12-8750-77713af84e90",
  timeExchange: "d55b0008-4211-4c12-8750-77713af84e90",
} as const;
export type PodCharacteristic = keyof typeof characteristicUuids;

/** First byte of every packet. */
export const packetTypes = {
  identity: 0x01,
  configuration: 0x02,
  samples: 0x10,
  backfilledSamples: 0x11,
  backfillEnd: 0x12,
  status: 0x20,
  controlRequest: 0x30,
  controlResponse: 0x31,
  timeExchangeRequest: 0x40,
  timeExchangeResponse: 0x41,
} as const;

/** Pairs of code and value. Code 0 means nothing, so that a zeroed header is never valid. */
export type CodeTable = readonly (readonly [code: number, value: number])[];

/** Nominal sample rate, Hz. */
export const sampleRateCodes: CodeTable = [
  [1, 100],
  [2, 104],
  [3, 200],
  [4, 208],
];

/** Full scale of the accelerometer, ± g. */
export const accRangeCodes: CodeTable = [
  [1, 8],
  [2, 16],
  [3, 32],
];

/** Full scale of the gyroscope, ± degrees per second. */
export const gyrRangeCodes: CodeTable = [
  [1, 1000],
  [2, 2000],
  [3, 4000],
];

/** Bits of the flags byte of a samples packet; the others are sent as 0 and ignored. */
export const sampleFlagBits = { clipped: 0, overrun: 1 } as const;

/** Bits of the feature field of the identity packet. */
export const podFeatureBits = { identifyLed: 0, haptic: 1, magnetometer: 2 } as const;
export type PodFeature = keyof typeof podFeatureBits;

/** Placements, states and backfill outcomes get no new codes within a major version: others are faults. */
export const placementCodes = { unassigned: 0, pelvis: 1, leftThigh: 2, rightThigh: 3 } as const;

export const podStateCodes = {
  advertising: 0,
  connected: 1,
  configured: 2,
  streaming: 3,
  buffering: 4,
} as const;
export type PodState = keyof typeof podStateCodes;

export const controlOpcodes = {
  start: 0x01,
  stop: 0x02,
  identify: 0x03,
  haptic: 0x04,
  setPlacement: 0x05,
  requestBackfill: 0x06,
  cancelBackfill: 0x07,
  resetCounters: 0x08,
  configure: 0x09,
} as const;
export type ControlOpcode = keyof typeof controlOpcodes;

/** What a pod answers to a control request. A newer pod may send codes that are not listed: refused. */
export const controlResultCodes = {
  ok: 0,
  malformed: 1,
  unknownOpcode: 2,
  wrongState: 3,
  invalidArgument: 4,
  notSupported: 5,
  mtuTooSmall: 6,
  notSubscribed: 7,
  busy: 8,
  notAvailable: 9,
  hardwareFailure: 10,
} as const;

/** Last error of a pod, as its status packet gives it. A newer pod may send codes that are not listed. */
export const podErrorCodes = {
  none: 0,
  sensorFailure: 1,
  batteryLow: 2,
  batteryEmpty: 3,
  overheated: 4,
  storageFailure: 5,
  clockFailure: 6,
  watchdogReset: 7,
  transmitOverflow: 8,
  internal: 255,
} as const;

export const identifyPatternCodes = { steady: 0, blink: 1, pulse: 2 } as const;
export type IdentifyPattern = keyof typeof identifyPatternCodes;

export const hapticPatternCodes = { short: 0, long: 1, double: 2, alarm: 3 } as const;
export type HapticPattern = keyof typeof hapticPatternCodes;

export const backfillOutcomeCodes = { complete: 0, cancelled: 1, overwritten: 2 } as const;
export type BackfillOutcome = keyof typeof backfillOutcomeCodes;

/** Largest number of samples in one packet: what an ATT_MTU of 247 can carry. */
export const maxSamplesPerPacket = 19;

/** Shortest and longest time that a packet may cover by its nominal rate, s. */
export const packetPeriodS = { min: 0.02, max: 0.05 } as const;

/** Bytes of a samples packet before its first sample, and bytes of one sample. */
export const samplesHeaderBytes = 12;
export const bytesPerSample = 12;

/** Ranges that every pod offers, and least time that its buffer covers, s. */
export const requiredAccRangeG = 16;
export const requiredGyrRangeDegPerS = 2000;
export const minBufferS = 60;

/** Most packets that one backfill request can ask for: half of the sequence numbers. */
export const maxBackfillPackets = 32_767;

/** Longest LED signal that one request can ask for, s. */
export const maxIdentifyS = 60;

/** Most repetitions that one haptic request can ask for. */
export const maxHapticRepeats = 10;

/** Status byte and temperature that mean "not known". */
export const unknownBatteryPct = 255;
export const unknownTemperature = -32_768;

/** Largest central time in a time exchange, µs: 31.7 years, exact in a double. */
export const maxCentralTimeUs = 1e15;
