import * as z from "zod";
import { alertPhases } from "../../src/model/alert-output.ts";
import { faultCodes } from "../../src/model/fault.ts";
import type { Placement } from "../../src/model/pod.ts";
import { placements } from "../../src/model/pod.ts";
import { activities, calibrationVerdicts } from "../../src/model/session-output.ts";
import { linkStates } from "../../src/model/transport-event.ts";

const rangeSchema = z.tuple([z.number(), z.number()]);
const verdictSchema = z.enum(calibrationVerdicts).nullable();

/** A state, or a state and the moments between which it must begin, s. */
const linkSchema = z.union([
  z.enum(linkStates),
  z.tuple([z.enum(linkStates), z.number(), z.number()]),
]);

const streamingOnce = ["searching", "connecting", "configuring", "streaming"] as const;

/** What must be said about one pod. Whatever is left out must be as if nothing were wrong with it. */
const podSchema = z.strictObject({
  link: z.array(linkSchema).default([...streamingOnce]),
  liveness: z
    .array(z.tuple([z.enum(["waiting", "live", "silent"]), z.number(), z.number()]))
    .default([
      ["waiting", 0, 0],
      ["live", 1, 3],
    ]),
  /** Between these numbers of them. */
  lostSamples: rangeSchema.default([0, 0]),
  batteryPct: rangeSchema.nullable().default([85, 90]),
  /** How many of each code, from … to; every other code must not be raised at all. */
  faults: z.partialRecord(z.enum(faultCodes), rangeSchema).default({}),
  /** Newest verdict of a stage where it is not "good", null = the stage has none; null for all = not judged. */
  calibration: z
    .strictObject({
      standing: verdictSchema.exactOptional(),
      gait: verdictSchema.exactOptional(),
      sides: verdictSchema.exactOptional(),
      slip: verdictSchema.exactOptional(),
    })
    .nullable()
    .default({}),
});

const expectationSchema = z.strictObject({
  /** What is worth knowing about the expectation. */
  note: z.string().exactOptional(),
  /** What the runner is seen to do, without the irregular moments between. */
  activities: z.array(z.enum(activities)).default(["standing", "running"]),
  pods: z.partialRecord(z.enum(placements), podSchema).default({}),
  /** Phase, rule, pod, and the moments between which it must come, s; in this order, and no others. */
  alerts: z
    .array(z.tuple([z.enum(alertPhases), z.string(), z.enum(placements), z.number(), z.number()]))
    .default([]),
});

export type PodExpectation = z.output<typeof podSchema>;

/** What a session must report of a scenario; everything that is not mentioned must be well. */
export class Expectation {
  readonly #expected: z.output<typeof expectationSchema>;

  /** @throws z.ZodError where the text is no expectation. */
  constructor(text: string) {
    this.#expected = expectationSchema.parse(JSON.parse(text));
  }

  get activities(): readonly string[] {
    return this.#expected.activities;
  }

  get alerts() {
    return this.#expected.alerts;
  }

  /** Of which pods something is said. */
  get placements(): string[] {
    return Object.keys(this.#expected.pods);
  }

  pod(placement: Placement): PodExpectation {
    return this.#expected.pods[placement] ?? podSchema.parse({});
  }
}
