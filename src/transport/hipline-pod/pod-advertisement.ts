import { placementCodes, podServiceUuid, protocolVersion } from "../../codec/protocol.ts";
import type { Placement } from "../../model/pod.ts";
import type { Advertisement } from "../bluetooth/bluetooth-central.ts";
import type { AdvertisedPod } from "../bluetooth/device-driver.ts";

/** Manufacturer specific data: company (2 bytes), major version, placement, last four bytes of the serial number. */
const manufacturerDataBytes = 8;
const majorOffset = 2;
const placementOffset = 3;
const serialTailOffset = 4;

const nameFormat = /^Hipline-([0-9a-f]{16})$/;
const tailDigits = 8;

/**
 * Reads the advertisement of a Hipline pod (firmware-protocol/SPEC.md, section 2). Null where it is none, or does not tell
 * which pod it is: neither the advertising packet's serial tail nor the scan response's name has arrived.
 */
export function matchHiplinePod(advertisement: Advertisement): AdvertisedPod | null {
  const { serviceUuids, manufacturerData, localName } = advertisement;
  if (!serviceUuids.includes(podServiceUuid)) return null;
  const podId = nameFormat.exec(localName ?? "")?.[1] ?? null;
  if (manufacturerData === null || manufacturerData.length < manufacturerDataBytes) {
    if (podId === null) return null;
    const podIdTail = podId.slice(-tailDigits);
    const length = manufacturerData?.length ?? 0;
    const unusable = `advertises ${length} bytes of manufacturer data instead of ${manufacturerDataBytes}`;
    return { family: "hipline", podId, podIdTail, placement: null, unusable };
  }
  const major = manufacturerData[majorOffset];
  return {
    family: "hipline",
    podId,
    podIdTail: hexText(manufacturerData.subarray(serialTailOffset, manufacturerDataBytes)),
    placement: placementOf(manufacturerData[placementOffset]),
    unusable:
      major === protocolVersion.major
        ? null
        : `speaks version ${major} of the pod protocol; this program speaks ${protocolVersion.major}`,
  };
}

function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Null for "unassigned" and for what no table has: it is the wearer's word, and the session does not take it from here. */
function placementOf(code: number | undefined): Placement | null {
  const entry = Object.entries(placementCodes).find(([, value]) => value === code);
  const name = entry?.[0] as keyof typeof placementCodes | undefined;
  return name === undefined || name === "unassigned" ? null : name;
}
