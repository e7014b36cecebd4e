import { readFileSync } from "node:fs";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { Session } from "../../src/session/session.ts";
import { parseScenario } from "../../src/transport/simulated/scenario.ts";
import { simulatedTransport } from "../../src/transport/simulated/simulated-transport.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";
import { reportOf, type SessionReport } from "./session-report.ts";

/** A scenario file through the whole session, as fast as possible. */
export async function playScenario(file: URL): Promise<SessionReport> {
  const simulation = new Simulation(parseScenario(readFileSync(file, "utf8"), file.pathname));
  const session = new Session(simulatedTransport(simulation, { speed: null }));
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
  return reportOf(session.header, outputs);
}
