import type {
  Activity,
  ActivityOutput,
  CadenceOutput,
  EntryOutput,
  PodStateOutput,
  SessionOutput,
} from "../../src/model/session-output.ts";
import { podStateDetails } from "./pod-state-details.ts";

/** What a test of the rules puts in: outputs as the pipeline says them. */
export function activityAt(timeS: number, activity: Activity | null): ActivityOutput {
  const absent = activity === null ? "pod-silent" : null;
  return { kind: "activity", timeS, activity, sinceS: activity === null ? null : timeS, absent };
}

export function cadenceAt(timeS: number, cadenceSpm: number | null): CadenceOutput {
  const absent = cadenceSpm === null ? "not-running" : null;
  return { kind: "cadence", timeS, cadenceSpm, stepRegularity: 0.9, strideRegularity: 0.9, absent };
}

export function entryAt(timeS: number, entry: EntryOutput["entry"]): EntryOutput {
  return { kind: "entry", timeS, entry, painLevel: null, effortLevel: null };
}

export function podStateAt(timeS: number, changes: Partial<PodStateOutput> = {}): PodStateOutput {
  return {
    ...podStateDetails,
    kind: "podState",
    timeS,
    podId: "aa",
    placement: "pelvis",
    link: "streaming",
    linkReason: null,
    liveness: "live",
    lastSampleS: timeS,
    receivedSamples: 1,
    lostSamples: 0,
    measuredRateHz: 208,
    batteryPct: 80,
    temperatureC: 30,
    clippedPackets: 0,
    faults: 0,
    clockDriftPpm: 0,
    ...changes,
  };
}

/** One output of activity a second, from one stretch to the next: [activity, seconds]. */
export function activityStory(
  ...stretches: readonly (readonly [Activity | null, number])[]
): SessionOutput[] {
  const outputs: SessionOutput[] = [];
  for (const [activity, seconds] of stretches) {
    for (let i = 0; i < seconds; i += 1) outputs.push(activityAt(outputs.length, activity));
  }
  return outputs;
}
