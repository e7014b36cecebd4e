import type { BodyMotion } from "../../kernels/simulation/body-motion.ts";
import type { Placement, PodDescription } from "../../model/pod.ts";
import type { TransportEvent } from "../../model/transport-event.ts";
import { isDamage, NotificationDamage } from "./notification-damage.ts";
import { randomStream } from "./random-streams.ts";
import { faultsOf, type PodFaults, scenarioPod } from "./scenario-pod.ts";
import type { Scenario } from "./scenario-schema.ts";
import { SimulatedLink } from "./simulated-link.ts";
import type { SimulatedPod } from "./simulated-pod.ts";

/** The host connects one pod after the other: each waits so long for those before it, s. */
const turnS = 0.4;

/** One pod of a scenario with its link and its faults, ready to run from time 0. */
export function scenarioLink(
  scenario: Scenario,
  description: PodDescription,
  motion: BodyMotion,
  emit: (event: TransportEvent) => void,
): SimulatedLink {
  const { placement } = description;
  const pod = scenarioPod(scenario, description, motion);
  const faults = faultsOf(scenario, placement);
  const stream = (purpose: string) => randomStream(scenario.seed, `${placement} ${purpose}`);
  const link = new SimulatedLink({
    description,
    pod,
    radio: scenario.radio,
    damage: new NotificationDamage(faults.filter(isDamage), stream("damage")),
    random: stream("link"),
    emit,
  });
  for (const fault of faults) planFault(fault, link, pod);
  const order: readonly Placement[] = ["pelvis", "leftThigh", "rightThigh"];
  link.search(0, turnS * order.indexOf(placement));
  return link;
}

function planFault(fault: PodFaults[number], link: SimulatedLink, pod: SimulatedPod): void {
  switch (fault.kind) {
    case "dropout":
      link.plan(fault.atS, (timeS) => link.silence(timeS, fault.forS));
      break;
    case "reboot":
      link.plan(fault.atS, (timeS) => link.podOff(timeS));
      link.plan(fault.atS + fault.downS, (timeS) => link.podOn(timeS));
      break;
    case "clock-jump":
      link.plan(fault.atS, (timeS) => pod.jumpClock(fault.byS, timeS));
      break;
    case "never-appears":
      pod.powerOff();
      break;
    case "burst-loss":
    case "duplicate":
    case "reorder":
    case "corrupt":
    case "battery-dies":
    case "slip":
    case "upside-down":
    case "wrong-rate":
      // Built into the pod or into what the host makes of its notifications.
      break;
  }
}
