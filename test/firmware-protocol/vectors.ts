import { readdirSync, readFileSync } from "node:fs";
import { decodePacket, decodeRequest, type RequestChannel } from "../../src/codec/decode-packet.ts";
import type { Packet, PacketFault } from "../../src/codec/packet.ts";
import type { NotificationChannel } from "../../src/model/transport-event.ts";

/** A packet in the form of the vector files: fields as SPEC.md names them, samples as raw LSB. */
export type PlainPacket = { readonly kind: string } & Readonly<Record<string, unknown>>;

interface VectorBase {
  readonly file: string;
  readonly name: string;
  readonly packet?: PlainPacket;
  /** SI values of the samples, where the vector states them. */
  readonly si?: { readonly accMPerS2: readonly number[]; readonly gyrRadPerS: readonly number[] };
  readonly fault?: { readonly code: string; readonly offset: number; readonly field?: string };
  /** What the packet encodes to, where that is not `bytes` again. */
  readonly encodedAs?: string;
  /** What a pod answers to this write to control, where it refuses it. */
  readonly answeredWith?: string;
}

/** Bytes, who sent them and over which characteristic. */
export type Sent = { readonly bytes: Uint8Array } & (
  | { readonly from: "pod"; readonly channel: NotificationChannel }
  | { readonly from: "central"; readonly channel: RequestChannel }
);

export type Vector = VectorBase & Sent;

interface VectorFile {
  readonly vectors: readonly (Omit<VectorBase, "file" | "packet" | "si"> & {
    /** The pod sends where no one is named. */
    readonly from?: "central";
    readonly channel: NotificationChannel;
    /** Hexadecimal digits, then a comment. */
    readonly bytes: readonly string[];
    readonly packet?: PlainPacket & { readonly si?: NonNullable<Vector["si"]> };
  })[];
}

export const protocolFolder = new URL("../../firmware-protocol/", import.meta.url);

/** All vectors of firmware-protocol/vectors, in the order of file names. */
export function loadVectors(): readonly Vector[] {
  const folder = new URL("vectors/", protocolFolder);
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.sort().flatMap((file) => {
    const content = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as VectorFile;
    return content.vectors.map(({ packet, bytes, from, channel, ...rest }): Vector => {
      const hex = bytes.map((field) => field.split(" ", 1)[0]).join("");
      const sent = { bytes: bytesFromHex(hex), ...senderAndChannel(from, channel) };
      const base = { ...rest, ...sent, file };
      if (packet === undefined) {
        return base;
      }
      const { si, ...plain } = packet;
      return { ...base, packet: plain, ...(si === undefined ? {} : { si }) };
    });
  });
}

function senderAndChannel(from: "central" | undefined, channel: NotificationChannel) {
  if (from === undefined) {
    return { from: "pod", channel } as const;
  }
  if (channel !== "control" && channel !== "timeExchange") {
    throw new Error(`a central does not write to ${channel}`);
  }
  return { from, channel };
}

/** Reads bytes as their receiver does. */
export function decodeSent(sent: Sent): Packet | PacketFault {
  return sent.from === "central"
    ? decodeRequest(sent.channel, sent.bytes)
    : decodePacket(sent.channel, sent.bytes);
}

export function bytesFromHex(hex: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/.test(hex)) {
    throw new Error(`not pairs of lower-case hexadecimal digits: ${hex}`);
  }
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function hexFromBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
