import { tap } from "rxjs";
import type { CommandContext } from "../config/command-context.ts";
import { UserError } from "../config/user-error.ts";
import type { Scenario } from "../transport/simulated/scenario-schema.ts";
import { simulatedTransport } from "../transport/simulated/simulated-transport.ts";
import { Simulation } from "../transport/simulated/simulation.ts";
import { changeScenario, numberedRunner } from "./change-scenario.ts";
import { checkTopology } from "./check-topology.ts";
import { numberedFile, runSessions } from "./run-sessions.ts";
import type { SessionSource } from "./running-session.ts";
import { findScenario, shippedScenarios } from "./scenario-library.ts";
import { Session } from "./session.ts";
import type { SimulationOptions } from "./simulation-options.ts";
import { clockText, textTable } from "./text-table.ts";
import { TruthComparison } from "./truth-comparison.ts";
import { TruthFile } from "./truth-file.ts";
import { truthLines } from "./truth-report.ts";
import { userFacing } from "./user-facing-error.ts";

const highestPort = 65_535;

/** Prints the scenarios that come with Hipline; returns the process' exit code. */
export async function listScenarios({ output }: CommandContext): Promise<number> {
  const rows = (await shippedScenarios()).map(({ id, scenario }) => [id, scenario.description]);
  for (const line of textTable(rows)) output.print(line);
  return 0;
}

/**
 * Runs sessions of simulated runners, each with pods that exist nowhere; returns the process' exit code: 1 where
 * not everything could be written. A pod that falls silent was asked for.
 */
export async function runSimulation(
  options: SimulationOptions,
  context: CommandContext,
): Promise<number> {
  const truths: TruthFile[] = [];
  try {
    const scenario = changeScenario(await findScenario(options.scenario), options.changes);
    checkOptions(scenario, options);
    const sources: SessionSource[] = [];
    for (let i = 0; i < options.runners; i += 1) {
      sources.push(await simulationSource(scenario, i, options, truths));
    }
    const endText = "The simulation has ended";
    return await runSessions({ sources, flaw: null, endText }, options, context);
  } catch (error) {
    throw userFacing(error);
  } finally {
    for (const truth of truths) await truth.close();
  }
}

/** @throws UserError where what was asked for cannot be. */
function checkOptions({ durationS }: Scenario, { speed, port, runners }: SimulationOptions): void {
  if (speed === null && durationS === null) {
    throw new UserError("an endless run as fast as possible would never end", {
      hint: "Give it a --duration, or a --speed.",
    });
  }
  if (port !== null && port + runners - 1 > highestPort) {
    throw new UserError(
      `--port ${port} leaves no ports for ${runners} runners: each has its own, counted up from there`,
    );
  }
}

async function simulationSource(
  scenario: Scenario,
  index: number,
  { speed, runners, truthFile, overwrite }: SimulationOptions,
  truths: TruthFile[],
): Promise<SessionSource> {
  const simulation = new Simulation(runners === 1 ? scenario : numberedRunner(scenario, index));
  const { durationS, name } = simulation.scenario;
  checkTopology(name, simulation.header, "Give the scenario one.");
  let failure: Error | null = null;
  const onFailed = (error: Error): void => {
    failure = error;
  };
  const path = truthFile === null ? null : numberedFile(truthFile, index, runners);
  const truth =
    path === null ? null : await TruthFile.create(path, simulation, { overwrite, onFailed });
  if (truth !== null) truths.push(truth);
  const transport = simulatedTransport(simulation, {
    speed,
    whenReady: () => session.recorded() ?? truth?.caughtUp() ?? null,
  });
  const session: Session = new Session({
    header: transport.header,
    events: transport.events.pipe(tap(({ arrivalTimeS }) => truth?.advance(arrivalTimeS))),
  });
  const comparison = new TruthComparison(simulation.motion);
  session.outputs.subscribe({
    next: (output) => comparison.take(output),
    // Whoever runs the session says so.
    error: () => undefined,
  });
  const length = durationS === null ? "until Ctrl-C" : clockText(durationS);
  return {
    session,
    playback: { mode: "simulated", speed, durationS },
    opening: `Simulating ${name}, seed ${simulation.scenario.seed} (${length})`,
    name: runners === 1 ? null : `runner ${index + 1}`,
    file: null,
    needsEveryPod: false,
    conclude: async (output, complain) => {
      for (const line of truthLines(comparison)) output.print(line);
      await truth?.close();
      if (failure !== null) complain(`${path}: cannot write: ${failure.message}`);
      else if (truth !== null) output.print(`Truth written to ${truth.path}`);
    },
  };
}
