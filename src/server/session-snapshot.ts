import type { AlertOutput, AlertPhase } from "../model/alert-output.ts";
import { type Side, sides } from "../model/pod.ts";
import type {
  GaitEventOutput,
  PelvicAnglesOutput,
  SessionOutput,
  StrideOutput,
} from "../model/session-output.ts";
import { withStride } from "../model/stride-order.ts";
import { latestKey } from "./latest-key.ts";

/** Length of the stretch of pelvic angles that a snapshot carries, s: what the page's plot shows. */
const angleSpanS = 10;
const maxAngles = 600;
const maxGaitEventsPerSide = 40;
const maxStridesPerSide = 20;
const maxAlerts = 100;
const maxFaults = 20;
const maxEntries = 100;

interface Entry {
  readonly sequence: number;
  readonly output: SessionOutput;
}

/** The newest word of each phase of one alert; what was said before anything was kept is not there. */
type AlertHistory = ReadonlyMap<AlertPhase, Entry>;

/**
 * What a client that joins late must know to show the session at once: the newest value of every
 * state, the newest stride angle of each side, the last 10 s of pelvic angles, the newest 40 gait events and 20 strides per side, the
 * newest 100 alerts (raising, newest escalation, acknowledgement and release; released ones leave first), the newest 100 entries, words on alerts and new baselines each, and 20 faults. Bounded, however long the session runs.
 */
export class SessionSnapshot {
  #sequence = 0;
  readonly #latest = new Map<string, Entry>();
  readonly #recent = new Map<string, Entry[]>();
  readonly #alerts = new Map<string, AlertHistory>();
  /** Newest strides in the order of time, a late one in the place of its live one. */
  readonly #strides: Record<Side, readonly StrideOutput[]> = { left: [], right: [] };
  readonly #strideSequence = new WeakMap<StrideOutput, number>();

  add(output: SessionOutput): void {
    this.#sequence += 1;
    const entry: Entry = { sequence: this.#sequence, output };
    const key = latestKey(output);
    if (key !== null) {
      this.#latest.set(key, entry);
      return;
    }
    switch (output.kind) {
      case "pelvicAngles":
        this.#keepRecent("pelvicAngles", entry, maxAngles);
        this.#dropOldAngles(output);
        break;
      case "gaitEvent":
        this.#keepRecent(sideKey(output), entry, maxGaitEventsPerSide);
        break;
      case "stride":
        this.#strides[output.side] = withStride(this.#strides[output.side], output).slice(
          -maxStridesPerSide,
        );
        this.#strideSequence.set(output, entry.sequence);
        break;
      case "fault":
        this.#keepRecent("fault", entry, maxFaults);
        break;
      case "entry":
      case "alertAction":
      case "baselineReset":
        this.#keepRecent(output.kind, entry, maxEntries);
        break;
      case "alert":
        this.#keepAlert(output, entry);
        break;
      default:
        break;
    }
  }

  /** The newest word on an alert that stands; null where none of this id does. */
  standing(alertId: string): AlertOutput | null {
    const words = [...(this.#alerts.get(alertId)?.values() ?? [])].map(({ output }) => output);
    const newest = words.findLast((output) => output.kind === "alert");
    return newest === undefined || newest.phase === "released" ? null : newest;
  }

  /** The kept outputs in the order in which they came. */
  outputs(): SessionOutput[] {
    return [
      ...this.#latest.values(),
      ...[...this.#alerts.values()].flatMap((history) => [...history.values()]),
      ...[...this.#recent.values()].flat(),
      ...sides.flatMap((side) => this.#strides[side]).map((stride) => this.#strideEntry(stride)),
    ]
      .sort((a, b) => a.sequence - b.sequence)
      .map((entry) => entry.output);
  }

  #strideEntry(output: StrideOutput): Entry {
    return { sequence: this.#strideSequence.get(output) ?? 0, output };
  }

  #keepRecent(key: string, entry: Entry, limit: number): void {
    const list = this.#recent.get(key);
    if (list === undefined) {
      this.#recent.set(key, [entry]);
      return;
    }
    list.push(entry);
    if (list.length > limit) list.shift();
  }

  #dropOldAngles(newest: PelvicAnglesOutput): void {
    const list = this.#recent.get("pelvicAngles");
    while (list?.[0] !== undefined && list[0].output.timeS < newest.timeS - angleSpanS)
      list.shift();
  }

  #keepAlert({ alertId, phase }: AlertOutput, entry: Entry): void {
    const history = new Map(phase === "raised" ? [] : this.#alerts.get(alertId));
    // Whoever had acknowledged it before has not acknowledged what it is now.
    if (phase === "escalated") history.delete("acknowledged");
    // Deleting first moves the alert to the end: the map stays in order of the newest word on each.
    this.#alerts.delete(alertId);
    this.#alerts.set(alertId, history.set(phase, entry));
    if (this.#alerts.size <= maxAlerts) return;
    const ids = [...this.#alerts.keys()];
    const victim = ids.find((id) => this.#alerts.get(id)?.has("released")) ?? ids[0];
    if (victim !== undefined) this.#alerts.delete(victim);
  }
}

function sideKey(output: GaitEventOutput): string {
  return `${output.kind}:${output.side ?? "unknown"}`;
}
