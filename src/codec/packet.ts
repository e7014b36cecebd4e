import type { FaultCode } from "../model/fault.ts";
import type { Placement, PodId } from "../model/pod.ts";
import type {
  BackfillOutcome,
  ControlOpcode,
  HapticPattern,
  IdentifyPattern,
  PodFeature,
  PodState,
} from "./protocol.ts";

/**
 * A batch of samples of a pod of any family, in SI units and pod axes (x up along the case arrow, z out of the body,
 * y = z × x). Triples are stored flat: x0 y0 z0 x1 …
 */
export interface SamplesOfPod {
  readonly kind: "samples";
  /** Sent later from the pod's buffer, because the central asked for it. */
  readonly backfilled: boolean;
  /** Counts the packets that the pod made, 0 … 65535, then 0 again; null where a pod does not count them. */
  readonly sequence: number | null;
  /** Pod clock at the first sample, ticks of 1/32768 s, wraps after 2^32. */
  readonly ticks: number;
  /** Ticks from the first to the last sample of the packet; 0 for a single sample. */
  readonly spanTicks: number;
  /** Samples in the packet, at least 1. */
  readonly count: number;
  /** Nominal sample rate, Hz. Timing comes from the ticks. */
  readonly sampleRateHz: number;
  /** Full scale of the accelerometer, ± g. */
  readonly accRangeG: number;
  /** Full scale of the gyroscope, ± degrees per second. */
  readonly gyrRangeDegPerS: number;
  /** At least one value of the packet is at the end of its range and may have been larger. */
  readonly clipped: boolean;
  /** The pod lost samples of its sensor directly before this packet; no sequence number tells. */
  readonly overrun: boolean;
  /** Specific force (a pod at rest reads +9.81 upward), m/s², length 3·count. */
  readonly accMPerS2: Float64Array;
  /** Angular rate, rad/s, length 3·count. */
  readonly gyrRadPerS: Float64Array;
}

/** The samples packet of firmware-protocol/SPEC.md: 1 … 19 samples at 100, 104, 200 or 208 Hz, ±8, ±16 or ±32 g, ±1000, ±2000 or ±4000 °/s. */
export interface SamplesPacket extends SamplesOfPod {
  readonly sequence: number;
}

/** The pod is done with a backfill request. */
export interface BackfillEndPacket {
  readonly kind: "backfillEnd";
  /** Token of the request. */
  readonly token: number;
  readonly outcome: BackfillOutcome;
  /** Sequence number of the first packet that was sent for the request. */
  readonly firstSequence: number;
  /** Packets that were sent for the request. */
  readonly packetCount: number;
}

/**
 * Who the pod is and what it can do. Lists are in ascending order; what this codec does not know is
 * left out. Every pod offers at least one known rate, ±16 g and ±2000 °/s.
 */
export interface IdentityPacket {
  readonly kind: "identity";
  readonly protocolMajor: number;
  readonly protocolMinor: number;
  readonly podId: PodId;
  /** Ticks of the pod clock per second. */
  readonly tickRateHz: number;
  readonly sampleRatesHz: readonly number[];
  readonly accRangesG: readonly number[];
  readonly gyrRangesDegPerS: readonly number[];
  /** Most samples the pod can put into one packet. */
  readonly maxBatchSamples: number;
  /** Least time the pod's buffer covers at its highest rate, s; at least 60. */
  readonly bufferS: number;
  readonly features: readonly PodFeature[];
}

/** What a pod samples, and how many samples go into one packet. */
export interface SamplingSettings {
  readonly sampleRateHz: number;
  readonly accRangeG: number;
  readonly gyrRangeDegPerS: number;
  readonly batchSamples: number;
}

/** The configuration that a pod holds. */
export interface ConfigurationPacket {
  readonly kind: "configuration";
  /** null until the pod has been configured. */
  readonly settings: SamplingSettings | null;
  /** null where no placement was ever set. */
  readonly placement: Placement | null;
}

export interface StatusPacket {
  readonly kind: "status";
  readonly state: PodState;
  /** Pod clock when the packet was made, ticks. */
  readonly ticks: number;
  /** Drawn anew at every power-up: another value means that ticks and sequence numbers began again. */
  readonly bootId: number;
  /** 0 … 100, null = not known. */
  readonly batteryPct: number | null;
  /** Temperature of the sensor, °C, null = not known. */
  readonly temperatureC: number | null;
  /** Samples with a value at the end of its range since power-up or the last reset of the counters. */
  readonly clippedSamples: number;
  /** Samples that the pod lost before it could number them, counted likewise. */
  readonly overrunSamples: number;
  /** Packets that were numbered but never sent live (given up, made in buffering, waiting at a stop), counted likewise. Backfill may still bring them. */
  readonly droppedPackets: number;
  /** Sequence number of the newest packet made; 0 before the first. */
  readonly newestSequence: number;
  /** Packets in the pod's buffer, the newest one last. */
  readonly bufferedPackets: number;
  /** One of podErrorCodes, or a code of a newer pod. */
  readonly errorCode: number;
}

interface ControlRequestOf<Opcode extends ControlOpcode> {
  readonly kind: "controlRequest";
  readonly opcode: Opcode;
  /** Chosen by the central, repeated in the response; 0 … 255. */
  readonly token: number;
}

export type StartRequest = ControlRequestOf<"start">;
export type StopRequest = ControlRequestOf<"stop">;
export type CancelBackfillRequest = ControlRequestOf<"cancelBackfill">;
export type ResetCountersRequest = ControlRequestOf<"resetCounters">;

export interface ConfigureRequest extends ControlRequestOf<"configure"> {
  readonly settings: SamplingSettings;
  readonly placement: Placement | null;
}

export interface IdentifyRequest extends ControlRequestOf<"identify"> {
  readonly pattern: IdentifyPattern;
  /** 0 … 60 s; 0 ends the signal. */
  readonly durationS: number;
}

export interface HapticRequest extends ControlRequestOf<"haptic"> {
  readonly pattern: HapticPattern;
  /** 1 … 100 % of the motor's full strength. */
  readonly strengthPct: number;
  /** 1 … 10. */
  readonly repeats: number;
}

export interface SetPlacementRequest extends ControlRequestOf<"setPlacement"> {
  readonly placement: Placement | null;
}

export interface RequestBackfillRequest extends ControlRequestOf<"requestBackfill"> {
  readonly firstSequence: number;
  /** 1 … 32767. */
  readonly packetCount: number;
}

export type ControlRequest =
  | StartRequest
  | StopRequest
  | IdentifyRequest
  | HapticRequest
  | SetPlacementRequest
  | RequestBackfillRequest
  | CancelBackfillRequest
  | ResetCountersRequest
  | ConfigureRequest;

export interface ControlResponse {
  readonly kind: "controlResponse";
  /** Byte as in the request; it may be one that the pod does not know. */
  readonly opcodeByte: number;
  readonly token: number;
  /** One of controlResultCodes, or a code of a newer pod; everything but 0 is a refusal. */
  readonly resultCode: number;
  /** start: sequence number of the first packet to come. requestBackfill: of the first packet to be sent. Else 0. */
  readonly firstSequence: number;
  /** requestBackfill: packets that will be sent. Else 0. */
  readonly packetCount: number;
}

export interface TimeExchangeRequest {
  readonly kind: "timeExchangeRequest";
  readonly token: number;
  /** Central's clock when it sent the request, s, in steps of 1 µs. */
  readonly centralTimeS: number;
}

export interface TimeExchangeResponse {
  readonly kind: "timeExchangeResponse";
  readonly token: number;
  readonly bootId: number;
  /** Pod clock when the request came in, ticks. */
  readonly receivedTicks: number;
  /** Pod clock when the response was handed to the radio, ticks. */
  readonly sentTicks: number;
  /** As in the request. */
  readonly centralTimeS: number;
}

/** What a pod sends. */
export type PodPacket =
  | IdentityPacket
  | ConfigurationPacket
  | SamplesPacket
  | BackfillEndPacket
  | StatusPacket
  | ControlResponse
  | TimeExchangeResponse;

/** What a central writes. */
export type RequestPacket = ControlRequest | TimeExchangeRequest;

export type Packet = PodPacket | RequestPacket;

/** Why a byte string is not a packet. */
export interface PacketFault {
  readonly kind: "packetFault";
  readonly code: Extract<
    FaultCode,
    "packet-truncated" | "packet-too-long" | "packet-unknown-type" | "packet-invalid-field"
  >;
  /** Names the packet, the field and its offset. */
  readonly message: string;
  /** Offset of the offending byte from the start of the packet. */
  readonly offset: number;
}
