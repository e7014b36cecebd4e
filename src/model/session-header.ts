import type { AlertRules } from "./alert-rules.ts";
import type { PodDescription, Side } from "./pod.ts";
import type { RunPlan } from "./run-plan.ts";
import type { RunnerHistory } from "./runner-history.ts";
import type { SensorDescription } from "./sensor.ts";

/** What is known about the runner; every field is optional because none may be guessed. */
export interface RunnerDescription {
  readonly label?: string;
  readonly affectedSide?: Side;
  readonly ageYears?: number;
  readonly heightCm?: number;
  readonly massKg?: number;
  readonly sex?: "female" | "male" | "other";
}

/** A stretch of the session in which the runner was asked to stand still. Times in session seconds, half-open [startS, endS). */
export interface CalibrationSpan {
  readonly kind: "standing";
  readonly startS: number;
  readonly endS: number;
}

/** Where the raw data comes from, and whom to credit. */
export interface SessionOrigin {
  readonly kind: "recorded" | "imported" | "simulated";
  readonly description: string;
  /** Credit line to keep with the data and anything made from it. */
  readonly credit?: string;
  readonly licence?: string;
  readonly doi?: string;
  /** Seed of whatever was drawn at random while importing or simulating. */
  readonly seed?: number;
}

/** The first record of a session file: everything the pipeline must know before the first byte of data. */
export interface SessionHeader {
  readonly sessionId: string;
  readonly title: string;
  /** Wall-clock start, ISO 8601 in UTC; the only wall-clock time in a session. null = not known. */
  readonly startedAt: string | null;
  /** Version of firmware-protocol/SPEC.md that the pods spoke, "major.minor". */
  readonly protocolVersion: string;
  readonly pods: readonly PodDescription[];
  /** Whether pods are asked again for packets that were lost on the way, so that samples may come late. Left out = no. */
  readonly backfill?: boolean;
  /** Heart rate belts, treadmills and foot pods of the standard services beside the pods. Left out = none. */
  readonly sensors?: readonly SensorDescription[];
  readonly runner: RunnerDescription;
  /** What alerts go by. Left out = what ships with Hipline. */
  readonly alertRules?: AlertRules;
  /** What the runner means to do. Left out = nothing that is known. */
  readonly plan?: RunPlan;
  /** What is known of the runner from earlier sessions. Left out = nothing. */
  readonly history?: RunnerHistory;
  readonly calibrationSpans: readonly CalibrationSpan[];
  readonly origin: SessionOrigin;
}
