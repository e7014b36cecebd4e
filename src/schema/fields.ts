import * as z from "zod";

/**
 * An object without any other fields; an unknown one is named together with those that there are.
 * @param expected what to say where something else than an object is found.
 */
export function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape, expected?: string) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return expected;
      const unknown = issue.keys.map((key) => `"${key}"`).join(", ");
      return `unknown field ${unknown}; allowed are ${Object.keys(shape).join(", ")}`;
    },
  });
}
