import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";

/** Uniform numbers in [0, 1), the same for the same seed. */
export function seededUniform(seed: number): () => number {
  const generator = mersenne(seed);
  return () => uniformFloat64(generator);
}
