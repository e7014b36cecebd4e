import { type Config, configVersion } from "../config/config.ts";
import type { Placement } from "../model/pod.ts";
import type { BluetoothCentral } from "../transport/bluetooth/bluetooth-central.ts";
import { createNobleCentral } from "../transport/noble/noble-central.ts";
import type { Scenario } from "../transport/simulated/scenario-schema.ts";
import { scenarioSensors } from "../transport/virtual/scenario-sensors.ts";
import { virtualHciSocketClass } from "../transport/virtual/virtual-hci-socket.ts";
import { VirtualPods } from "../transport/virtual/virtual-pods.ts";
import { findScenario } from "./scenario-library.ts";

/** Which radio to use. */
export interface RadioOptions {
  /** An emulated adapter with emulated pods and sensors within its reach; null = the adapter of this computer. */
  readonly virtual: VirtualOptions | null;
}

export interface VirtualOptions {
  /** A scenario file, the name of one that comes with Hipline, or null: the usual one. Its pods are what is there. */
  readonly scenario: string | null;
}

/** A radio in use. */
export interface OpenCentral {
  readonly central: BluetoothCentral;
  /** The pods and sensors of an emulated world as a config names them; null where the radio is a real one. */
  readonly virtualConfig: Config | null;
  /** Taps the pod that is worn there, if there is one; null where only a person can. */
  readonly tap: ((placement: Placement) => void) | null;
  /** Ends every connection and lets the radio go. */
  close(): Promise<void>;
}

/**
 * Opens the radio. That there is none shows at its first use, as a BluetoothError "bluetooth-unavailable".
 * @param usual whose pods are emulated where no scenario is asked for; left out = those of the runner of `hipline simulate`.
 * @throws UserError, SessionFileError, ScenarioError where there is no such scenario.
 */
export async function openCentral(
  { virtual }: RadioOptions,
  usual?: Scenario,
): Promise<OpenCentral> {
  if (virtual !== null) {
    const isUsual = virtual.scenario === null && usual !== undefined;
    return openWorld(isUsual ? usual : await findScenario(virtual.scenario));
  }
  const central = createNobleCentral();
  return { central, virtualConfig: null, tap: null, close: () => central.close() };
}

/** An emulated radio under the real noble: whatever is done with it is done as with an adapter. */
function openWorld(scenario: Scenario): OpenCentral {
  const world = new VirtualPods(scenario);
  const { belt, treadmill, footPod } = scenarioSensors(world.air, scenario, () => world.nowS());
  const sensors = [belt, treadmill, footPod].map(({ description }) => description);
  const central = createNobleCentral({
    hciSocketClass: virtualHciSocketClass([world.controller]),
  });
  const { pods, runner } = world.header;
  return {
    central,
    virtualConfig: { version: configVersion, runner, pods, sensors },
    tap: (placement) => {
      const index = pods.findIndex((pod) => pod.placement === placement);
      world.pods[index]?.pod.tap(world.nowS());
    },
    close: async () => {
      await central.close();
      world.close();
    },
  };
}
