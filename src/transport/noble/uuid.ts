/** Bluetooth base UUID (Core, Vol 3, Part B, 2.5.1): a short UUID takes the place of its first eight digits. */
const baseTail = "-0000-1000-8000-00805f9b34fb";

/**
 * UUID as the rest of Hipline writes it, of what noble writes: hex digits without dashes, 16-bit ones without leading zeros
 * ("af0" for 0x0AF0). What is no UUID at all comes back in lower case and as it is, so that it matches nothing.
 */
export function uuidFromNoble(nobleUuid: string): string {
  const digits = nobleUuid.replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{1,8}$|^[0-9a-f]{32}$/.test(digits)) return digits;
  if (digits.length <= 8) return `${digits.padStart(8, "0")}${baseTail}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
