import type { PodDescription } from "../../model/pod.ts";
import type { SessionHeader } from "../../model/session-header.ts";
import type { ScenarioFault } from "../simulated/fault-schema.ts";
import { randomStream } from "../simulated/random-streams.ts";
import { scenarioHeader } from "../simulated/scenario-header.ts";
import { scenarioMotion } from "../simulated/scenario-motion.ts";
import { faultsOf, scenarioPod } from "../simulated/scenario-pod.ts";
import type { Scenario } from "../simulated/scenario-schema.ts";
import { VirtualAir } from "./virtual-air.ts";
import { VirtualController } from "./virtual-controller.ts";
import { VirtualPod } from "./virtual-pod.ts";

/** All pods live on together so often at least, ms: none may ask for the runner's motion far behind another. */
const lifeMs = 20;

/**
 * A scenario in real time over an emulated radio: its runner moves from the moment this is made, its pods advertise, and an
 * adapter hears them. What happens to pods and links in the scenario happens here to the radio.
 */
export class VirtualPods {
  readonly air: VirtualAir;
  readonly controller: VirtualController;
  readonly header: SessionHeader;
  readonly pods: readonly VirtualPod[];
  readonly #startMs = performance.now();
  readonly #life: NodeJS.Timeout;
  readonly #plans: NodeJS.Timeout[];

  constructor(scenario: Scenario) {
    this.air = new VirtualAir(randomStream(scenario.seed, "air"));
    this.controller = new VirtualController(this.air);
    this.header = scenarioHeader(scenario);
    const motion = scenarioMotion(scenario);
    const world = { nowS: () => this.nowS(), advance: () => this.#advance() };
    this.pods = this.header.pods.map((description, index) => {
      const pod = scenarioPod(scenario, description, motion);
      return new VirtualPod(this.air, pod, `c0:ff:ee:00:00:0${index + 1}`, world);
    });
    for (const { peripheral } of this.pods) {
      peripheral.path.eventLoss = scenario.radio.eventLossPct / 100;
    }
    this.#life = setInterval(() => this.#advance(), lifeMs);
    this.#plans = this.header.pods.flatMap((description) =>
      faultsOf(scenario, description.placement).flatMap((fault) => this.#plan(description, fault)),
    );
  }

  /** Seconds since the runner began to move. */
  nowS(): number {
    return (performance.now() - this.#startMs) / 1000;
  }

  /** @throws Error where the scenario has no such pod. */
  podAt(placement: PodDescription["placement"]): VirtualPod {
    const index = this.header.pods.findIndex((pod) => pod.placement === placement);
    const pod = this.pods[index];
    if (pod === undefined) throw new Error(`the scenario has no ${placement} pod`);
    return pod;
  }

  /** Ends it; nothing keeps the process alive any more. */
  close(): void {
    clearInterval(this.#life);
    for (const plan of this.#plans) clearTimeout(plan);
    this.air.close();
  }

  #advance(): void {
    const nowS = this.nowS();
    for (const { pod } of this.pods) pod.advance(nowS);
  }

  /** What of a fault happens at a moment; the rest is built into the pod. */
  #plan({ placement }: PodDescription, fault: ScenarioFault): NodeJS.Timeout[] {
    const pod = this.podAt(placement);
    const at = (timeS: number, act: () => void): NodeJS.Timeout => setTimeout(act, 1000 * timeS);
    switch (fault.kind) {
      case "dropout":
        return [
          at(fault.atS, () => {
            pod.peripheral.path.inRange = false;
          }),
          at(fault.atS + fault.forS, () => {
            pod.peripheral.path.inRange = true;
          }),
        ];
      case "reboot":
        return [
          at(fault.atS, () => pod.pullBattery()),
          at(fault.atS + fault.downS, () => pod.putBattery()),
        ];
      case "clock-jump":
        return [at(fault.atS, () => pod.pod.jumpClock(fault.byS, this.nowS()))];
      case "corrupt":
        return [
          at(fault.atS, () => {
            pod.defects.corruptShare = fault.sharePct / 100;
          }),
          at(fault.atS + fault.forS, () => {
            pod.defects.corruptShare = 0;
          }),
        ];
      case "never-appears":
        pod.pullBattery();
        return [];
      case "burst-loss":
      case "duplicate":
      case "reorder":
      case "battery-dies":
      case "slip":
      case "swapped":
      case "upside-down":
      case "wrong-rate":
        // Built into the pod; or nothing that a radio does: what it delivers is whole, in order and there once.
        return [];
    }
  }
}
