/** Types of the fields of advertising data (Assigned Numbers, 2.3). */
export const advertisingTypes = {
  flags: 0x01,
  completeUuids16: 0x03,
  completeUuids128: 0x07,
  completeName: 0x09,
  manufacturer: 0xff,
} as const;

/** One field of advertising data: length, type, content (Core Specification, Vol 3, Part C, 11). */
export function advertisingField(type: number, content: ArrayLike<number>): Uint8Array {
  return Uint8Array.from([content.length + 1, type, ...Array.from(content)]);
}
