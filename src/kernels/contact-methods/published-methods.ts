import { AuvinetMethod } from "./auvinet.ts";
import { BensonMethod } from "./benson.ts";
import type { ContactMethod } from "./contact-method.ts";
import { LeeMethod } from "./lee.ts";
import { PatozMethod } from "./patoz.ts";
import { ReenaldaMethod } from "./reenalda.ts";
import { WixtedMethod } from "./wixted.ts";

/** A published method of the trunk, by its first author and year. */
export interface PublishedMethod {
  readonly name: string;
  readonly create: (samplePeriodS: number) => ContactMethod;
}

/**
 * The methods to compare with, all from the force of one pod on the trunk. Where only an abstract was at hand (Auvinet, Lee,
 * Wixted, Reenalda, Patoz), the rule is the one that Kiernan et al. 2023 state with their code, or that the abstract gives; each
 * method says what had to be chosen.
 *
 * Left out: Bergamini 2012 (resultant angular rate, not force), Falbriard 2018 (feet), most of those in Kiernan 2023
 * (shanks), Donahue 2022 (its rule could not be read).
 */
export const publishedMethods: readonly PublishedMethod[] = [
  { name: "auvinet-2002", create: (periodS) => new AuvinetMethod(periodS) },
  { name: "lee-2010", create: (periodS) => new LeeMethod(periodS) },
  { name: "wixted-2010", create: (periodS) => new WixtedMethod(periodS) },
  { name: "benson-2019", create: (periodS) => new BensonMethod(periodS) },
  { name: "reenalda-2021", create: (periodS) => new ReenaldaMethod(periodS) },
  { name: "patoz-2021", create: (periodS) => new PatozMethod(periodS) },
];
