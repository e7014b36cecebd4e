import { encodePacket } from "../../codec/encode-packet.ts";
import type { ControlRequest, PacketFault } from "../../codec/packet.ts";
import { controlResultCodes, podErrorCodes } from "../../codec/protocol.ts";
import { type ControlResult, checkRequest, refusalOfFault } from "./pod-control.ts";
import type { PodCore } from "./pod-core.ts";

const opcodeOffset = 1;
const tokenOffset = 2;

interface Answer {
  readonly result: ControlResult;
  readonly firstSequence?: number;
  readonly packetCount?: number;
}

/** The control point of a pod: does what the central asks for, or refuses it, and answers. */
export class PodControlPoint {
  readonly #core: PodCore;

  constructor(core: PodCore) {
    this.#core = core;
  }

  /** @param bytes what the request was decoded from. */
  receive(request: ControlRequest | PacketFault, bytes: Uint8Array, timeS: number): void {
    const isFault = request.kind === "packetFault";
    const answer = isFault ? { result: refusalOfFault(request) } : this.#answerTo(request, timeS);
    const { result, firstSequence = 0, packetCount = 0 } = answer;
    const packet = encodePacket({
      kind: "controlResponse",
      opcodeByte: bytes[opcodeOffset] ?? 0,
      token: bytes[tokenOffset] ?? 0,
      resultCode: controlResultCodes[result],
      firstSequence,
      packetCount,
    });
    this.#core.outbox.putAnswer("control", timeS, () => packet);
  }

  #answerTo(request: ControlRequest, timeS: number): Answer {
    const core = this.#core;
    const result = checkRequest(request, {
      state: core.state,
      settings: core.settings,
      mtu: core.mtu,
      samplesEnabled: core.subscribed.has("samples"),
      backfillEnabled: core.subscribed.has("backfill"),
      backfillRunning: core.isBackfilling,
    });
    if (result !== "ok" && result !== "no effect") return { result };
    const nextSequence = core.buffer.made & 0xffff;
    const done = result === "ok" ? this.#perform(request, timeS) : { result: "ok" as const };
    return request.opcode === "start" ? { ...done, firstSequence: nextSequence } : done;
  }

  #perform(request: ControlRequest, timeS: number): Answer {
    const core = this.#core;
    switch (request.opcode) {
      case "configure":
        core.endBackfill("cancelled", timeS);
        core.settings = core.parts.settingsDefect(request.settings);
        core.placement = request.placement;
        core.buffer.clear();
        core.setState("configured", timeS);
        break;
      case "start":
        if (core.state === "configured" && core.settings !== null) {
          core.sampler.start(core.settings, timeS);
        }
        core.setState("streaming", timeS);
        break;
      case "stop":
        core.endBackfill("cancelled", timeS);
        core.stopSampling();
        core.setState("configured", timeS);
        break;
      case "setPlacement":
        core.placement = request.placement;
        break;
      case "requestBackfill": {
        const range = core.buffer.find(request.firstSequence, request.packetCount);
        if (range === null) return { result: "notAvailable" };
        core.startBackfill(request.token, range, timeS);
        return { result: "ok", firstSequence: range.first & 0xffff, packetCount: range.count };
      }
      case "cancelBackfill":
        core.endBackfill("cancelled", timeS);
        break;
      case "haptic":
        if (!core.motor.start(request.pattern, request.repeats, timeS)) return { result: "busy" };
        break;
      case "resetCounters": {
        const hadError = core.health.errorCode !== podErrorCodes.none;
        core.health.resetCounters();
        if (hadError) core.notifyStatus(timeS);
        break;
      }
      case "identify":
        // A light that nobody sees.
        break;
    }
    return { result: "ok" };
  }
}
