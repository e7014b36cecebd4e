import type {
  AlertOutput,
  GaitEventOutput,
  PelvicAnglesOutput,
  SessionOutput,
  StrideOutput,
} from "../model/session-output.ts";
import { latestKey } from "./latest-key.ts";

/** Length of the stretch of pelvic angles that a snapshot carries, s: what the page's plot shows. */
const angleSpanS = 10;
const maxAngles = 600;
const maxGaitEventsPerSide = 40;
const maxStridesPerSide = 20;
const maxAlerts = 100;
const maxFaults = 20;

interface Entry {
  readonly sequence: number;
  readonly output: SessionOutput;
}

/**
 * What a client that joins late must know to show the session at once: the newest value of every
 * state, the last 10 s of pelvic angles, the newest 40 gait events and 20 strides per side, the
 * newest 100 alerts (released ones leave first) and the newest 20 faults. Bounded, however long the session runs.
 */
export class SessionSnapshot {
  #sequence = 0;
  readonly #latest = new Map<string, Entry>();
  readonly #recent = new Map<string, Entry[]>();
  readonly #alerts = new Map<string, Entry & { readonly output: AlertOutput }>();

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
        this.#keepRecent(sideKey(output), entry, maxStridesPerSide);
        break;
      case "fault":
        this.#keepRecent("fault", entry, maxFaults);
        break;
      case "alert":
        this.#keepAlert({ sequence: this.#sequence, output });
        break;
      default:
        break;
    }
  }

  /** The kept outputs in the order in which they came. */
  outputs(): SessionOutput[] {
    return [
      ...this.#latest.values(),
      ...this.#alerts.values(),
      ...[...this.#recent.values()].flat(),
    ]
      .sort((a, b) => a.sequence - b.sequence)
      .map((entry) => entry.output);
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

  #keepAlert(entry: Entry & { readonly output: AlertOutput }): void {
    // Deleting first moves the alert to the end: the map stays in order of the newest word on each.
    this.#alerts.delete(entry.output.alertId);
    this.#alerts.set(entry.output.alertId, entry);
    if (this.#alerts.size <= maxAlerts) return;
    let victim: string | undefined;
    for (const [alertId, { output }] of this.#alerts) {
      victim ??= alertId;
      if (output.phase === "released") {
        victim = alertId;
        break;
      }
    }
    if (victim !== undefined) this.#alerts.delete(victim);
  }
}

function sideKey(output: GaitEventOutput | StrideOutput): string {
  return `${output.kind}:${output.side ?? "unknown"}`;
}
