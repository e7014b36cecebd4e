import { h4Types } from "./hci-packets.ts";

/** Not of H4: says in its second byte whether the adapter has power. A host asks its operating system for that, not the adapter. */
export const powerType = 0xf0;
const powerBytes = 2;

/** Where the length of a packet's content is, and how many bytes it has (Core Specification, Vol 4, Part E, 5.4). */
const lengthFields = new Map<number, { readonly at: number; readonly bytes: 1 | 2 }>([
  [h4Types.command, { at: 3, bytes: 1 }],
  [h4Types.acl, { at: 3, bytes: 2 }],
  [h4Types.event, { at: 2, bytes: 1 }],
]);

/** Cuts a stream of bytes into the packets that it is made of, however it comes in pieces. */
export class H4Splitter {
  #rest: Buffer = Buffer.alloc(0);

  /** @returns the packets that are whole now. @throws Error where the stream is none of H4. */
  push(bytes: Buffer): Buffer[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const packets: Buffer[] = [];
    for (;;) {
      const length = packetLength(this.#rest);
      if (length === null || length > this.#rest.length) return packets;
      packets.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
    }
  }
}

/** Null where too little has come to tell. */
function packetLength(bytes: Buffer): number | null {
  const type = bytes[0];
  if (type === undefined) return null;
  if (type === powerType) return powerBytes;
  const field = lengthFields.get(type);
  if (field === undefined) throw new Error(`no H4 packet begins with 0x${type.toString(16)}`);
  const end = field.at + field.bytes;
  if (bytes.length < end) return null;
  return end + (field.bytes === 1 ? bytes.readUInt8(field.at) : bytes.readUInt16LE(field.at));
}
