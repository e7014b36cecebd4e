import { createHash } from "node:crypto";
import { mersenne } from "pure-rand/generator/mersenne";
import { protocolVersion } from "../codec/protocol.ts";
import { type PodDescription, type PodId, placements } from "../model/pod.ts";
import type { RunnerDescription, SessionHeader } from "../model/session-header.ts";
import type { TransportEvent } from "../model/transport-event.ts";
import { EmulatedPodLink, emulatedLinkParams } from "./emulated-pod-link.ts";
import { readTreadmillRunner, type TreadmillRunner } from "./treadmill-runner.ts";
import { readTreadmillSamples, type TreadmillSamples } from "./treadmill-samples.ts";

/** Samples per packet at 200 Hz: 35 ms, which does not lock to the usual connection intervals. */
const batchSamples = 7;

export interface TreadmillSession {
  readonly header: SessionHeader;
  readonly durationS: number;
  /** All events in order of arrival. */
  readonly events: Iterable<TransportEvent>;
}

export interface TreadmillSessionOptions {
  readonly seed: number;
  /** null = made from runner.json. */
  readonly title: string | null;
}

/**
 * A treadmill-run folder (imu.csv.gz and runner.json) as the session that three pods of our own
 * protocol would have given. The reference angles, contacts and the true mounting in the folder are
 * not looked at.
 * @throws ImportError naming file, line and column.
 */
export async function readTreadmillSession(
  directory: string,
  options: TreadmillSessionOptions,
): Promise<TreadmillSession> {
  const runner = await readTreadmillRunner(directory);
  const samples = await readTreadmillSamples(directory, runner.sample_rate_hz);
  return treadmillSession(runner, samples, options);
}

/** The same from a run that has been read. */
export function treadmillSession(
  runner: TreadmillRunner,
  samples: TreadmillSamples,
  options: TreadmillSessionOptions,
): TreadmillSession {
  const random = mersenne(options.seed);
  const pods = placements.map(
    (placement): PodDescription => ({
      podId: podIdOf(runner, placement),
      placement,
      sampleRateHz: runner.sample_rate_hz,
      accRangeG: 16,
      gyrRangeDegPerS: 2000,
      batchSamples,
      modelName: "imported",
    }),
  );
  const links = pods.map((pod) => new EmulatedPodLink(pod, random));
  const durationS = samples.timeS[samples.count - 1] as number;
  // A statement about the speed after the last sample would only wipe what is on show at the end.
  const events = beltSpeedEvents(runner).filter((event) => event.arrivalTimeS < durationS);
  pods.forEach((pod, i) => {
    const link = links[i] as EmulatedPodLink;
    for (const event of link.events(samples.timeS, samples.pods[pod.placement])) events.push(event);
  });
  // Stable: events of one pod stay in their order.
  events.sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);
  const header = sessionHeader(runner, pods, links, options);
  return { header, durationS, events };
}

function sessionHeader(
  runner: TreadmillRunner,
  pods: readonly PodDescription[],
  links: readonly EmulatedPodLink[],
  options: TreadmillSessionOptions,
): SessionHeader {
  const speeds = runner.segments.map((segment) => segment.belt_speed_mps).join(", ");
  const drift = links.map((link) => `${link.driftPpm.toFixed(1)}`).join(", ");
  const { connectionIntervalS, eventLoss } = emulatedLinkParams;
  const [startS, endS] = runner.standing_s ?? [0, 0];
  return {
    sessionId: digest(`session ${JSON.stringify(runner)} ${options.seed}`),
    title:
      options.title ?? `Runner ${runner.runner} on a treadmill${speeds && ` at ${speeds} m/s`}`,
    startedAt: null,
    protocolVersion: `${protocolVersion.major}.${protocolVersion.minor}`,
    pods,
    runner: describeRunner(runner),
    calibrationSpans: endS > startS ? [{ kind: "standing", startS, endS }] : [],
    origin: {
      kind: "imported",
      description:
        "Samples of a treadmill-run folder, sent through emulated pods: clock drifts " +
        `${drift} ppm, connection interval ${connectionIntervalS * 1000} ms, ` +
        `${eventLoss * 100} % of connection events repeated.`,
      ...(runner.source === undefined ? {} : { credit: runner.source }),
      seed: options.seed,
    },
  };
}

function describeRunner(runner: TreadmillRunner): RunnerDescription {
  const sex = { M: "male", F: "female" }[runner.sex ?? ""] as RunnerDescription["sex"];
  return {
    label: `Runner ${runner.runner}`,
    ...(runner.age_years === undefined ? {} : { ageYears: runner.age_years }),
    ...(runner.height_cm === undefined ? {} : { heightCm: runner.height_cm }),
    ...(runner.mass_kg === undefined ? {} : { massKg: runner.mass_kg }),
    ...(sex === undefined ? {} : { sex }),
  };
}

/** The belt speed is stated where a segment begins and unknown from where it ends. */
function beltSpeedEvents(runner: TreadmillRunner): TransportEvent[] {
  return runner.segments.flatMap(({ start_s, end_s, belt_speed_mps }): TransportEvent[] => [
    { kind: "beltSpeed", arrivalTimeS: start_s, beltSpeedMPerS: belt_speed_mps },
    { kind: "beltSpeed", arrivalTimeS: end_s, beltSpeedMPerS: null },
  ]);
}

function podIdOf(runner: TreadmillRunner, placement: string): PodId {
  return digest(`pod ${runner.runner} ${placement}`);
}

/** 16 hexadecimal digits that depend on the text alone. */
function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
