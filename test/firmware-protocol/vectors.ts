import { readdirSync, readFileSync } from "node:fs";
import type { NotificationChannel } from "../../src/model/transport-event.ts";

/** A packet in the form of the vector files: fields as SPEC.md names them, samples as raw LSB. */
export type PlainPacket = { readonly kind: string } & Readonly<Record<string, unknown>>;

export interface Vector {
  readonly file: string;
  readonly name: string;
  readonly channel: NotificationChannel;
  readonly bytes: Uint8Array;
  readonly packet?: PlainPacket;
  /** SI values of the samples, where the vector states them. */
  readonly si?: { readonly accMPerS2: readonly number[]; readonly gyrRadPerS: readonly number[] };
  readonly fault?: { readonly code: string; readonly offset: number; readonly field?: string };
  /** What the packet encodes to, where that is not `bytes` again. */
  readonly encodedAs?: string;
  /** What a pod answers to this control request, where it refuses it. */
  readonly answeredWith?: string;
}

interface VectorFile {
  readonly vectors: readonly (Omit<Vector, "file" | "bytes" | "packet" | "si"> & {
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
    return content.vectors.map(({ packet, bytes, ...rest }): Vector => {
      const hex = bytes.map((field) => field.split(" ", 1)[0]).join("");
      const base = { ...rest, file, bytes: bytesFromHex(hex) };
      if (packet === undefined) {
        return base;
      }
      const { si, ...plain } = packet;
      return { ...base, packet: plain, ...(si === undefined ? {} : { si }) };
    });
  });
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
