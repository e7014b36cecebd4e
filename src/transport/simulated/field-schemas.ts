import * as z from "zod";

/** A moment or a length of a session, s. */
export const secondsSchema = z
  .number()
  .min(0)
  .max(24 * 3600);
