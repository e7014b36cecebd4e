import * as z from "zod";
import { didYouMean, nearest } from "../model/nearest.ts";

/**
 * An object without any other fields; an unknown one is named together with those that there are, and the one that was probably meant.
 * @param expected what to say where something else than an object is found.
 */
export function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape, expected?: string) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return expected;
      const unknown = issue.keys.map((key) => JSON.stringify(key)).join(", ");
      const known = Object.keys(shape);
      const [only] = issue.keys;
      const near = only === undefined || issue.keys.length > 1 ? null : nearest(only, known);
      return `unknown field ${unknown}; allowed are ${known.join(", ")}${didYouMean(near)}`;
    },
  });
}
