import type { SensorDescription } from "../model/sensor.ts";
import type { SensorLiveness, SensorOutput, SensorStateOutput } from "../model/sensor-output.ts";
import { formatAge, linkText } from "./format.ts";
import type { ViewState } from "./view-state.ts";

/** What a sensor last said, whatever its kind. */
export type SensorValue = Exclude<SensorOutput, SensorStateOutput>;

/** How a sensor stands: its liveness, or why that is not to be had. */
export type SensorStanding = SensorLiveness | "ended" | "unknown";

/** What is known about one sensor beside the pods. */
export interface SensorView {
  readonly sensor: SensorDescription;
  readonly standing: SensorStanding;
  /** Null where nothing current is known. */
  readonly value: SensorValue | null;
  /** The one thing about it that matters most now; empty where all is well. */
  readonly note: string;
}

/** Older values are no longer about now, s: the server takes them back sooner. */
const staleAfterS = 4;

/** The sensors of the session, in the order of its header. */
export function sensorViews(view: ViewState, isStale: boolean): readonly SensorView[] {
  return (view.hello?.session.sensors ?? []).map((sensor) => {
    const state = view.sensorStates.get(sensor.sensorId) ?? null;
    const newest = view.sensorValues.get(sensor.sensorId) ?? null;
    const isCurrent = newest !== null && view.sessionTimeS - newest.timeS <= staleAfterS;
    return {
      sensor,
      standing: standingOf(view, state, isStale),
      value: isCurrent ? newest : null,
      note: noteOf(view, state, isCurrent ? newest : null),
    };
  });
}

/** That a sensor fell silent outranks that the session is over. */
function standingOf(
  view: ViewState,
  state: SensorStateOutput | null,
  isStale: boolean,
): SensorStanding {
  if (isStale) return "unknown";
  if (state?.liveness === "silent") return "silent";
  return view.running ? (state?.liveness ?? "waiting") : "ended";
}

function noteOf(
  view: ViewState,
  state: SensorStateOutput | null,
  value: SensorValue | null,
): string {
  if (state === null) return "No word from this sensor yet.";
  const link = state.linkReason ?? linkText(state.link).toLowerCase();
  if (state.liveness === "silent") {
    const { lastValueS } = state;
    if (lastValueS === null) return `No value so far; link: ${link}`;
    return `No value for ${formatAge(view.sessionTimeS - lastValueS)}; link: ${link}`;
  }
  if (state.liveness === "waiting") return `No value yet; link: ${link}`;
  if (value?.kind === "heartRate" && value.heartRateBpm === null) {
    return value.contact === false ? "No contact to the skin." : "No pulse found.";
  }
  const fault = view.faults.get(state.sensorId)?.message;
  return fault === undefined ? "" : `Last fault: ${fault}`;
}
