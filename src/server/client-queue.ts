import type { SessionOutput } from "../model/session-output.ts";
import { latestKey } from "./latest-key.ts";

const maxAngles = 128;
const maxEvents = 1024;

/** Few, and they matter most: they go only when nothing else is left to drop. */
const lastToGo: ReadonlySet<SessionOutput["kind"]> = new Set([
  "alert",
  "alertAction",
  "baselineReset",
  "cue",
  "entry",
]);

interface Entry {
  readonly sequence: number;
  readonly output: SessionOutput;
}

/** What waited for a slow client, in order, and how many outputs it will never see. */
export interface QueuedOutputs {
  readonly outputs: readonly SessionOutput[];
  readonly droppedOutputs: number;
}

/**
 * Outputs that wait until a slow client can take them. Bounded: of states and stride angles only the newest per
 * key stays, angles are thinned to every second one whenever 128 of them wait, and of events
 * (gait events, strides, alerts, entries, faults) the newest 1024 stay.
 */
export class ClientQueue {
  #sequence = 0;
  #droppedOutputs = 0;
  #angles: Entry[] = [];
  #events: Entry[] = [];
  readonly #latest = new Map<string, Entry>();

  get isEmpty(): boolean {
    return this.size === 0 && this.#droppedOutputs === 0;
  }

  /** Outputs held now. */
  get size(): number {
    return this.#angles.length + this.#events.length + this.#latest.size;
  }

  add(output: SessionOutput): void {
    this.#sequence += 1;
    const entry: Entry = { sequence: this.#sequence, output };
    if (output.kind === "pelvicAngles" || output.kind === "hipAngles") {
      this.#angles.push(entry);
      if (this.#angles.length > maxAngles) this.#thinAngles();
      return;
    }
    const key = latestKey(output);
    if (key === null) {
      this.#events.push(entry);
      if (this.#events.length > maxEvents) this.#dropOldestEvent();
      return;
    }
    if (this.#latest.has(key)) this.#droppedOutputs += 1;
    this.#latest.set(key, entry);
  }

  /** Empties the queue. */
  take(): QueuedOutputs {
    const outputs = [...this.#angles, ...this.#events, ...this.#latest.values()]
      .sort((a, b) => a.sequence - b.sequence)
      .map((entry) => entry.output);
    const droppedOutputs = this.#droppedOutputs;
    this.#angles = [];
    this.#events = [];
    this.#latest.clear();
    this.#droppedOutputs = 0;
    return { outputs, droppedOutputs };
  }

  #thinAngles(): void {
    const before = this.#angles.length;
    // Counted from the newest backwards, so that the newest angle is always kept.
    this.#angles = this.#angles.filter((_, index) => (before - 1 - index) % 2 === 0);
    this.#droppedOutputs += before - this.#angles.length;
  }

  #dropOldestEvent(): void {
    const index = this.#events.findIndex(({ output }) => !lastToGo.has(output.kind));
    this.#events.splice(Math.max(index, 0), 1);
    this.#droppedOutputs += 1;
  }
}
