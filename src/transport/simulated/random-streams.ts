import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";

/** Uniform numbers in [0, 1), 53 bits each. */
export type Uniform = () => number;

/**
 * A stream of random numbers for one purpose of a scenario. Streams of different purposes have nothing to do with each other:
 * what one part draws never changes what another gets.
 */
export function randomStream(seed: number, purpose: string): Uniform {
  const digest = createHash("sha256").update(`hipline simulation ${seed} ${purpose}`).digest();
  const generator = mersenne(digest.readInt32LE(0));
  return () => uniformFloat64(generator);
}

/** 16 hexadecimal digits that depend on seed and purpose alone. */
export function stableId(seed: number, purpose: string): string {
  return createHash("sha256").update(`hipline id ${seed} ${purpose}`).digest("hex").slice(0, 16);
}
