import type { NotificationChannel } from "../model/transport-event.ts";
import { decodeBackfillEnd } from "./decode-backfill-end.ts";
import { decodeControlRequest, decodeControlResponse } from "./decode-control.ts";
import { decodeConfiguration, decodeIdentity, decodeStatus } from "./decode-pod-state.ts";
import { decodeSamples } from "./decode-samples.ts";
import { decodeTimeExchangeRequest, decodeTimeExchangeResponse } from "./decode-time-exchange.ts";
import type { Packet, PacketFault } from "./packet.ts";
import { unknownType } from "./packet-checks.ts";
import { packetTypes } from "./protocol.ts";

type Decoder = (view: DataView) => Packet | PacketFault;

const decodersByChannel: Readonly<Record<NotificationChannel, ReadonlyMap<number, Decoder>>> = {
  identity: new Map([[packetTypes.identity, decodeIdentity]]),
  configuration: new Map([[packetTypes.configuration, decodeConfiguration]]),
  control: new Map<number, Decoder>([
    [packetTypes.controlRequest, decodeControlRequest],
    [packetTypes.controlResponse, decodeControlResponse],
  ]),
  samples: new Map([[packetTypes.samples, decodeSamples]]),
  backfill: new Map<number, Decoder>([
    [packetTypes.backfilledSamples, decodeSamples],
    [packetTypes.backfillEnd, decodeBackfillEnd],
  ]),
  status: new Map([[packetTypes.status, decodeStatus]]),
  timeExchange: new Map<number, Decoder>([
    [packetTypes.timeExchangeRequest, decodeTimeExchangeRequest],
    [packetTypes.timeExchangeResponse, decodeTimeExchangeResponse],
  ]),
};

/**
 * Reads one packet of firmware-protocol/SPEC.md as it came over one characteristic. Any bytes give
 * a packet or a fault that names field and offset, never an exception. `bytes` may be a view into a
 * larger buffer; nothing of it is kept.
 */
export function decodePacket(
  channel: NotificationChannel,
  bytes: Uint8Array,
): Packet | PacketFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength === 0) {
    return {
      kind: "packetFault",
      code: "packet-truncated",
      message: `empty value on characteristic ${channel}: field type at offset 0 is missing`,
      offset: 0,
    };
  }
  const type = view.getUint8(0);
  const decode = decodersByChannel[channel].get(type);
  return decode === undefined ? unknownType(channel, type) : decode(view);
}
