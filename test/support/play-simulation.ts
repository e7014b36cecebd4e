import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { Session } from "../../src/session/session.ts";
import type { Scenario } from "../../src/transport/simulated/scenario-schema.ts";
import { simulatedTransport } from "../../src/transport/simulated/simulated-transport.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";

export interface PlayedSimulation {
  readonly header: SessionHeader;
  readonly outputs: SessionOutput[];
}

/** A scenario through the whole session, as fast as possible. The angles would be most of it and are not looked at. */
export async function playSimulation(scenario: Scenario): Promise<PlayedSimulation> {
  const session = new Session(simulatedTransport(new Simulation(scenario), { speed: null }));
  const outputs: SessionOutput[] = [];
  await new Promise<void>((resolve, reject) => {
    session.outputs.subscribe({
      next: (output) => {
        if (output.kind !== "hipAngles" && output.kind !== "pelvicAngles") outputs.push(output);
      },
      error: reject,
      complete: resolve,
    });
    session.start();
  });
  return { header: session.header, outputs };
}
