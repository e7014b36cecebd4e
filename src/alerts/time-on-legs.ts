import type { SessionOutput } from "../model/session-output.ts";

/** Who stands still for no longer than this has not paused, s: a traffic light, a sip of water. */
const stillS = 5;

/**
 * For so long it is taken that a runner whose pelvis pod says nothing goes on as before, s. Stopping the clock at once would hide minutes of load
 * behind a flat battery; never stopping it would count a pod that lies in the bag after the run.
 */
const unheardS = 300;

/**
 * Counts the time that a runner spends on the legs, walking or running, from the first such movement on.
 *
 * Movement in no rhythm leaves things as they are. While the pelvis pod says nothing, a belt whose speed is known tells whether the
 * runner moves; where it is not known either, the runner goes on as before for `unheardS`. "stop" ends it for good.
 */
export class TimeOnLegs {
  #nowS = Number.NEGATIVE_INFINITY;
  /** Until when the runner moves as far as is known, s. */
  #movesUntilS = Number.NEGATIVE_INFINITY;
  #hasStarted = false;
  #hasStopped = false;
  #beltSpeedMPerS: number | null = null;
  #elapsedS = 0;

  get elapsedS(): number {
    return this.#elapsedS;
  }

  get state(): "waiting" | "active" | "paused" | "stopped" {
    if (this.#hasStopped) return "stopped";
    if (!this.#hasStarted) return "waiting";
    return this.#movesUntilS > this.#nowS ? "active" : "paused";
  }

  /** Takes an output of any kind, for its time at least. @returns the time on the legs that it adds, s. */
  take(output: SessionOutput): number {
    const addedS = this.#passTime(output.timeS);
    if (output.kind === "activity") this.#takeActivity(output.activity);
    else if (output.kind === "beltSpeed") this.#beltSpeedMPerS = output.beltSpeedMPerS;
    else if (output.kind === "entry" && output.entry === "stop") this.#hasStopped = true;
    return addedS;
  }

  #passTime(timeS: number): number {
    // Some outputs speak of a moment that has passed.
    if (!(timeS > this.#nowS)) return 0;
    const beforeS = this.#nowS;
    this.#nowS = timeS;
    if (this.state === "waiting" || this.state === "stopped") return 0;
    const addedS = Math.max(0, Math.min(timeS, this.#movesUntilS) - beforeS);
    this.#elapsedS += addedS;
    return addedS;
  }

  #takeActivity(activity: "standing" | "walking" | "running" | "irregular" | null): void {
    switch (activity) {
      case "walking":
      case "running":
        this.#hasStarted = true;
        this.#movesUntilS = Number.POSITIVE_INFINITY;
        return;
      case "standing":
        this.#movesAtMost(stillS);
        return;
      case "irregular":
        return;
      case null:
        this.#takeNothing();
    }
  }

  /** The pelvis pod says nothing. */
  #takeNothing(): void {
    if (this.#beltSpeedMPerS === null) this.#movesAtMost(unheardS);
    else if (this.#beltSpeedMPerS === 0) this.#movesAtMost(stillS);
    // Nobody has begun because a belt turns.
    else if (this.#hasStarted) this.#movesUntilS = Number.POSITIVE_INFINITY;
  }

  #movesAtMost(forS: number): void {
    this.#movesUntilS = Math.min(this.#movesUntilS, this.#nowS + forS);
  }
}
