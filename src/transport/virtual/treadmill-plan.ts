import { GaitTimeline } from "../../kernels/simulation/gait-timeline.ts";
import type { RunnerBody } from "../../kernels/simulation/runner-plan.ts";
import type { Scenario } from "../simulated/scenario-schema.ts";

/** What the belt under a scenario's runner does, and how many steps somebody takes on it. Calls in the order of time are the fastest. */
export class TreadmillPlan {
  readonly #timeline: GaitTimeline;
  readonly #cadenceSpm: RunnerBody["cadenceSpm"];

  constructor({ stages, runner }: Pick<Scenario, "stages" | "runner">) {
    this.#timeline = new GaitTimeline(stages);
    this.#cadenceSpm = runner.cadenceSpm;
  }

  speedAt(timeS: number): number {
    const { walking, running, walkingSpeed, runningSpeed } = this.#timeline;
    const at = (path: typeof walking): number => path.at([0, 0, 0], timeS)[0];
    return at(walking) * at(walkingSpeed) + at(running) * at(runningSpeed);
  }

  isRunningAt(timeS: number): boolean {
    return this.#timeline.gaitAt(timeS) === "running";
  }

  /** Steps of both feet per minute, as is usual at the speed where the scenario says nothing of it; 0 while standing. */
  stepsPerMinAt(timeS: number): number {
    switch (this.#timeline.gaitAt(timeS)) {
      case "standing":
        return 0;
      case "walking":
        return 120 / this.#timeline.walkingStrideTimeS(timeS);
      case "running":
        return (
          this.#cadenceSpm ?? 120 / this.#timeline.runningValue(timeS, (mean) => mean.strideTimeS)
        );
    }
  }
}
