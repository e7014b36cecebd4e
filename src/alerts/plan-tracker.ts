import type { PlanOutput } from "../model/alert-output.ts";
import type { PlanInterval, RunPlan } from "../model/run-plan.ts";
import type { SessionOutput } from "../model/session-output.ts";
import { OwnCadence } from "./own-cadence.ts";
import { TimeOnLegs } from "./time-on-legs.ts";

/** The place in the plan is told again this often where nothing changed, s. */
const repeatS = 1;

/**
 * Follows a plan: its first interval begins with the first movement, and from there on it moves with the time on the legs (TimeOnLegs), so
 * that standing pauses it. It goes by time alone: who walks through an interval of running is not held up.
 *
 * The metronome of an interval with a cadence goes by the runner's own median cadence before it first ticked. Where too little running came
 * before, it begins in the interval, as soon as there was enough.
 */
export class PlanTracker {
  readonly #plan: RunPlan;
  readonly #longestS: number;
  readonly #plannedS: number;
  readonly #asksForCadence: boolean;
  readonly #legs = new TimeOnLegs();
  readonly #cadence = new OwnCadence();
  #ownSpm: number | null = null;
  /** Of the present interval; −1 before the first, the number of intervals after the last. */
  #index = -1;
  #intervalElapsedS = 0;
  #elapsedS = 0;
  #timeS = Number.NEGATIVE_INFINITY;
  #said: PlanOutput | null = null;

  /** @param longestS longest time on the legs, s; see `longestTimeS`. */
  constructor(plan: RunPlan, longestS: number) {
    this.#plan = plan;
    this.#longestS = longestS;
    this.#plannedS = plan.intervals.reduce((sum, { durationS }) => sum + durationS, 0);
    this.#asksForCadence = plan.intervals.some(({ cadencePct }) => cadencePct !== null);
  }

  /** Takes any output of the session; where the runner is in the plan, whenever there is something to say. */
  take(output: SessionOutput): readonly PlanOutput[] {
    this.#timeS = Math.max(this.#timeS, output.timeS);
    const addedS = this.#legs.take(output);
    if (this.#asksForCadence) this.#cadence.take(output);
    const outputs: PlanOutput[] = [];
    if (this.#index < 0 && this.#legs.state === "active") this.#index = 0;
    this.#advance(addedS, outputs);
    this.#hearCadence();
    const now = this.#progress();
    if (this.#isNew(now)) outputs.push(this.#say(now));
    return outputs;
  }

  /** Moves on by so much time on the legs, through every interval that ends in it. */
  #advance(addedS: number, outputs: PlanOutput[]): void {
    let restS = addedS;
    let interval = this.#interval(0);
    while (interval !== null && this.#intervalElapsedS + restS >= interval.durationS) {
      const usedS = interval.durationS - this.#intervalElapsedS;
      restS -= usedS;
      this.#elapsedS += usedS;
      this.#index += 1;
      this.#intervalElapsedS = 0;
      this.#hearCadence();
      outputs.push(this.#say(this.#progress()));
      interval = this.#interval(0);
    }
    this.#elapsedS += restS;
    if (interval !== null) this.#intervalElapsedS += restS;
  }

  /** The interval so many after the present one. */
  #interval(ahead: number): PlanInterval | null {
    return this.#plan.intervals[this.#index + ahead] ?? null;
  }

  /** From the first tick on, the runner's own cadence stays what it was. */
  #hearCadence(): void {
    const asked = this.#interval(0)?.cadencePct ?? null;
    if (asked === null || this.#ownSpm !== null) return;
    this.#ownSpm = this.#cadence.medianSpm;
    if (this.#ownSpm !== null) this.#cadence.freeze();
  }

  #status(): PlanOutput["status"] {
    const { state } = this.#legs;
    if (state === "stopped" || state === "waiting") return state;
    return this.#interval(0) === null ? "done" : state;
  }

  #progress(): PlanOutput {
    const status = this.#status();
    const isIn = status === "active" || status === "paused";
    const interval = isIn ? this.#interval(0) : null;
    return {
      kind: "plan",
      timeS: this.#timeS,
      name: this.#plan.name,
      status,
      index: isIn ? this.#index : null,
      interval,
      intervalElapsedS: isIn ? this.#intervalElapsedS : 0,
      next: isIn || status === "waiting" ? this.#interval(1) : null,
      elapsedS: this.#elapsedS,
      plannedS: this.#plannedS,
      longestS: this.#longestS,
      metronomeSpm: status === "active" ? this.#metronomeSpm(interval) : null,
    };
  }

  #metronomeSpm(interval: PlanInterval | null): number | null {
    const asked = interval?.cadencePct ?? null;
    if (asked === null || this.#ownSpm === null) return null;
    // Nobody steps more exactly than to a tenth.
    return Math.round((this.#ownSpm * (100 + asked)) / 10) / 10;
  }

  #isNew(now: PlanOutput): boolean {
    const said = this.#said;
    if (said === null) return true;
    return (
      now.status !== said.status ||
      now.index !== said.index ||
      now.metronomeSpm !== said.metronomeSpm ||
      now.timeS - said.timeS >= repeatS
    );
  }

  #say(progress: PlanOutput): PlanOutput {
    this.#said = progress;
    return progress;
  }
}
