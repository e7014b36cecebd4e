import type { NotificationChannel } from "../model/transport-event.ts";
import { notificationChannelCodes } from "./session-format.ts";

/** Description of the layout that travels in the file, for whoever finds it without this program. */
export const notificationLayoutText = [
  "One Bluetooth notification (or read value) of one pod, as received.",
  "offset 0, uint8: GATT characteristic by the names of Hipline's pod protocol, or the one of a Movesense sensor:",
  `${Object.entries(notificationChannelCodes)
    .map(([channel, code]) => `${code} = ${channel}`)
    .join(", ")}.`,
  "offset 1 to end: the value's bytes, unchanged.",
  "logTime is the arrival time at the host. The pod is named in the channel's metadata.",
].join("\n");

const channelByCode: ReadonlyMap<number, NotificationChannel> = new Map(
  (Object.keys(notificationChannelCodes) as NotificationChannel[]).map((channel) => [
    notificationChannelCodes[channel],
    channel,
  ]),
);

/** Channel and payload → message bytes. Copies the payload. */
export function encodeNotification(channel: NotificationChannel, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + payload.byteLength);
  bytes[0] = notificationChannelCodes[channel];
  bytes.set(payload, 1);
  return bytes;
}

/**
 * Message bytes → channel and payload; the payload is a view of `bytes`. Undefined where the bytes
 * are empty or the channel code is not known.
 */
export function decodeNotification(
  bytes: Uint8Array,
): { readonly channel: NotificationChannel; readonly payload: Uint8Array } | undefined {
  const channel = channelByCode.get(bytes[0] ?? -1);
  return channel === undefined ? undefined : { channel, payload: bytes.subarray(1) };
}
