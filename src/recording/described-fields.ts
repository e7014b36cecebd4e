import * as z from "zod";

// Fields of messages, each with what it means: viewers show that beside the value.

export const number = (description: string) => z.number().meta({ description });
export const nullableNumber = (description: string) => z.number().nullable().meta({ description });
export const count = (description: string) => z.int().nonnegative().meta({ description });
export const text = (description: string) => z.string().meta({ description });
export const nullableText = (description: string) => z.string().nullable().meta({ description });

/** When it is said. */
export const timeS = number("Session time, s.");
