import type { IdentityPacket } from "./packet.ts";
import { minBufferS, requiredAccRangeG, requiredGyrRangeDegPerS } from "./protocol.ts";

type Offer = Pick<IdentityPacket, "sampleRatesHz" | "accRangesG" | "gyrRangesDegPerS" | "bufferS">;

/** What a pod must offer. */
interface OfferRule {
  readonly field: keyof Offer;
  /** The field's name in SPEC.md. */
  readonly specField: string;
  readonly why: string;
  readonly holds: (offer: Offer) => boolean;
}

const offerRules: readonly OfferRule[] = [
  {
    field: "sampleRatesHz",
    specField: "sampleRates",
    why: "no known rate is offered",
    holds: (offer) => offer.sampleRatesHz.length > 0,
  },
  {
    field: "accRangesG",
    specField: "accRanges",
    why: `±${requiredAccRangeG} g must be offered`,
    holds: (offer) => offer.accRangesG.includes(requiredAccRangeG),
  },
  {
    field: "gyrRangesDegPerS",
    specField: "gyrRanges",
    why: `±${requiredGyrRangeDegPerS} °/s must be offered`,
    holds: (offer) => offer.gyrRangesDegPerS.includes(requiredGyrRangeDegPerS),
  },
  {
    field: "bufferS",
    specField: "bufferS",
    why: `at least ${minBufferS} s`,
    holds: (offer) => offer.bufferS >= minBufferS,
  },
];

/** The first field, in the order of their offsets, that offers less than a pod must; else undefined. */
export function findMissingOffer(offer: Offer): OfferRule | undefined {
  return offerRules.find((rule) => !rule.holds(offer));
}
