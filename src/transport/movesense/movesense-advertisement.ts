import { movesensePodId } from "../../codec/movesense/gsp.ts";
import type { Advertisement } from "../bluetooth/bluetooth-central.ts";
import type { AdvertisedPod } from "../bluetooth/device-driver.ts";

/** A sensor advertises as "Movesense" and its serial number (movesense.com/docs; docs/movesense.md). */
const nameFormat = /^Movesense (\d{12})$/;
const tailDigits = 8;

/** Reads the advertisement of a Movesense sensor. Null where it is none, or its name has not arrived. */
export function matchMovesense({ localName }: Advertisement): AdvertisedPod | null {
  const serial = nameFormat.exec(localName ?? "")?.[1];
  if (serial === undefined) return null;
  return {
    family: "movesense",
    podId: movesensePodId(serial),
    podIdTail: serial.slice(-tailDigits),
    placement: null,
    unusable: null,
  };
}
