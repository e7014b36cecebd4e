import type { Placement } from "../../src/model/pod.ts";
import type { OpenCentral } from "../../src/session/open-central.ts";
import { createNobleCentral } from "../../src/transport/noble/noble-central.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { scenarioHeader } from "../../src/transport/simulated/scenario-header.ts";
import { scenarioMotion } from "../../src/transport/simulated/scenario-motion.ts";
import { scenarioPod } from "../../src/transport/simulated/scenario-pod.ts";
import { virtualHciSocketClass } from "../../src/transport/virtual/virtual-hci-socket.ts";
import { VirtualPod } from "../../src/transport/virtual/virtual-pod.ts";
import { VirtualPods } from "../../src/transport/virtual/virtual-pods.ts";

function standing(seed: number) {
  return defaultScenario({ seed, durationS: null, stages: [{ atS: 0, gait: "standing" }] });
}

/** Somebody who stands with three pods, and an adapter that goes on from one command to the next, as a real one does. */
export class RoomWithPods {
  readonly world = new VirtualPods(standing(1));
  /** Which radios were opened and not closed. */
  open = 0;
  readonly #others: VirtualPod[] = [];
  readonly #timers: NodeJS.Timeout[] = [];

  /** What a command opens instead of the computer's own adapter. @param onAsk does what a person would who is asked for a tap. */
  opener(onAsk: ((placement: Placement) => void) | null = null): () => Promise<OpenCentral> {
    return () => {
      const { controller } = this.world;
      const central = createNobleCentral({ hciSocketClass: virtualHciSocketClass([controller]) });
      this.open += 1;
      return Promise.resolve({
        central,
        virtualConfig: null,
        tap: onAsk,
        close: async () => {
          await central.close();
          this.open -= 1;
        },
      });
    };
  }

  podId(placement: Placement): string {
    return this.world.podAt(placement).pod.podId;
  }

  tap(placement: Placement): void {
    this.world.podAt(placement).pod.tap(this.world.nowS());
  }

  /** A second person comes in, with pods of the same kind. @returns their ids. */
  addRunner(): readonly string[] {
    const scenario = standing(2);
    const motion = scenarioMotion(scenario);
    const clock = { nowS: () => this.world.nowS(), advance: () => this.#advanceOthers() };
    for (const [index, pod] of scenarioHeader(scenario).pods.entries()) {
      const simulated = scenarioPod(scenario, pod, motion);
      this.#others.push(
        new VirtualPod(this.world.air, simulated, `c0:ff:ee:00:01:0${index}`, clock),
      );
    }
    this.#timers.push(setInterval(() => this.#advanceOthers(), 20));
    return this.#others.map(({ pod }) => pod.podId);
  }

  /** What all pods do: none may go on streaming when a command has ended. */
  get states(): readonly string[] {
    return [...this.world.pods, ...this.#others].map(({ pod }) => pod.state);
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.world.close();
  }

  #advanceOthers(): void {
    for (const { pod } of this.#others) pod.advance(this.world.nowS());
  }
}
