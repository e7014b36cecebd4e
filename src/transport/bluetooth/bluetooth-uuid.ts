/** A 16-bit UUID of the Bluetooth SIG, written out on the base UUID (Core Specification, Vol 3, Part B, 2.5.1). */
export function bluetoothUuid(short: number): string {
  return `0000${short.toString(16).padStart(4, "0")}-0000-1000-8000-00805f9b34fb`;
}
