import { batchAllowed } from "../../codec/batch-limits.ts";
import type { ControlRequest, PacketFault, SamplingSettings } from "../../codec/packet.ts";
import {
  bytesPerSample,
  type controlResultCodes,
  type PodState,
  samplesHeaderBytes,
} from "../../codec/protocol.ts";

export type ControlResult = keyof typeof controlResultCodes;

/** What a pod's answer to a request depends on. */
export interface PodCondition {
  readonly state: PodState;
  readonly settings: SamplingSettings | null;
  readonly mtu: number;
  readonly samplesEnabled: boolean;
  readonly backfillEnabled: boolean;
  readonly backfillRunning: boolean;
}

/** Bytes of an ATT notification before its value. */
const attHeaderBytes = 3;
const opcodeOffset = 1;

/** What the bytes alone refuse. */
export function refusalOfFault(fault: PacketFault): ControlResult {
  if (fault.code !== "packet-invalid-field") return "malformed";
  return fault.offset === opcodeOffset ? "unknownOpcode" : "invalidArgument";
}

/**
 * What the pod's condition refuses, in the order of SPEC.md, section 7: "ok" = nothing, "no effect" = it is so already. Left to
 * who does it are the motor's time and what the buffer holds.
 */
export function checkRequest(
  request: ControlRequest,
  pod: PodCondition,
): ControlResult | "no effect" {
  if (request.opcode === "configure" && !batchAllowed(request.settings)) return "invalidArgument";
  const inState = checkState(request, pod.state);
  if (inState !== "ok") return inState;
  if (request.opcode === "start") {
    if (!pod.samplesEnabled) return "notSubscribed";
    const batchSamples = pod.settings?.batchSamples ?? 0;
    const needed = attHeaderBytes + samplesHeaderBytes + batchSamples * bytesPerSample;
    if (pod.mtu < needed) return "mtuTooSmall";
  }
  if (request.opcode === "requestBackfill") {
    if (!pod.backfillEnabled) return "notSubscribed";
    if (pod.backfillRunning) return "busy";
  }
  return "ok";
}

/** The table of requests and states of SPEC.md, section 8. */
function checkState({ opcode }: ControlRequest, state: PodState): ControlResult | "no effect" {
  const sampling = state === "streaming" || state === "buffering";
  switch (opcode) {
    case "configure":
    case "setPlacement":
      return sampling ? "wrongState" : "ok";
    case "start":
      if (state === "connected") return "wrongState";
      return state === "streaming" ? "no effect" : "ok";
    case "stop":
      return sampling ? "ok" : "no effect";
    case "requestBackfill":
      return state === "connected" ? "wrongState" : "ok";
    case "identify":
    case "haptic":
    case "cancelBackfill":
    case "resetCounters":
      return "ok";
  }
}
