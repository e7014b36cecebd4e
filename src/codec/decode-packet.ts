import type { NotificationChannel } from "../model/transport-event.ts";
import { decodeBackfillEnd } from "./decode-backfill-end.ts";
import { decodeControlRequest, decodeControlResponse } from "./decode-control.ts";
import { decodeConfiguration, decodeIdentity, decodeStatus } from "./decode-pod-state.ts";
import { decodeSamples } from "./decode-samples.ts";
import { decodeTimeExchangeRequest, decodeTimeExchangeResponse } from "./decode-time-exchange.ts";
import type { PacketFault, PodPacket, RequestPacket } from "./packet.ts";
import { unknownType } from "./packet-checks.ts";
import { packetTypes } from "./protocol.ts";

type Decoder<P> = (view: DataView) => P | PacketFault;
type Decoders<Channel extends NotificationChannel, P> = Readonly<
  Record<Channel, ReadonlyMap<number, Decoder<P>>>
>;

/** The characteristics that a central writes to. */
export type RequestChannel = Extract<NotificationChannel, "control" | "timeExchange">;

const podDecoders: Decoders<NotificationChannel, PodPacket> = {
  identity: new Map([[packetTypes.identity, decodeIdentity]]),
  configuration: new Map([[packetTypes.configuration, decodeConfiguration]]),
  control: new Map([[packetTypes.controlResponse, decodeControlResponse]]),
  samples: new Map([[packetTypes.samples, decodeSamples]]),
  backfill: new Map<number, Decoder<PodPacket>>([
    [packetTypes.backfilledSamples, decodeSamples],
    [packetTypes.backfillEnd, decodeBackfillEnd],
  ]),
  status: new Map([[packetTypes.status, decodeStatus]]),
  timeExchange: new Map([[packetTypes.timeExchangeResponse, decodeTimeExchangeResponse]]),
  // Another family's: nothing that comes over it is a packet of SPEC.md.
  movesense: new Map(),
};

const requestDecoders: Decoders<RequestChannel, RequestPacket> = {
  control: new Map([[packetTypes.controlRequest, decodeControlRequest]]),
  timeExchange: new Map([[packetTypes.timeExchangeRequest, decodeTimeExchangeRequest]]),
};

/**
 * Reads one packet of firmware-protocol/SPEC.md as a pod sent it over one characteristic. Any bytes
 * give a packet or a fault that names field and offset, never an exception; a request is a fault,
 * because pods send none. `bytes` may be a view into a larger buffer; nothing of it is kept.
 */
export function decodePacket(
  channel: NotificationChannel,
  bytes: Uint8Array,
): PodPacket | PacketFault {
  return decodeWith(podDecoders[channel], "a pod sends over", channel, bytes);
}

/** Reads what a central wrote, as a pod does: decodePacket for the other direction. */
export function decodeRequest(
  channel: RequestChannel,
  bytes: Uint8Array,
): RequestPacket | PacketFault {
  return decodeWith(requestDecoders[channel], "a central writes to", channel, bytes);
}

function decodeWith<P>(
  decoders: ReadonlyMap<number, Decoder<P>>,
  action: string,
  channel: NotificationChannel,
  bytes: Uint8Array,
): P | PacketFault {
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
  const decode = decoders.get(type);
  return decode === undefined ? unknownType(action, channel, type) : decode(view);
}
