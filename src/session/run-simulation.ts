import { tap } from "rxjs";
import type { CommandContext } from "../config/command-context.ts";
import { CommandLineError } from "../config/user-error.ts";
import type { AlertRules } from "../model/alert-rules.ts";
import type { RunPlan } from "../model/run-plan.ts";
import type { Scenario } from "../transport/simulated/scenario-schema.ts";
import { simulatedTransport } from "../transport/simulated/simulated-transport.ts";
import { Simulation } from "../transport/simulated/simulation.ts";
import { changeScenario, leftOutText, numberedRunner } from "./change-scenario.ts";
import { findPlan } from "./plan-library.ts";
import { readRules, withRules } from "./rules-file.ts";
import { numberedFile, runSessions } from "./run-sessions.ts";
import type { SessionSource } from "./running-session.ts";
import { findScenario, shippedScenarios } from "./scenario-library.ts";
import { Session } from "./session.ts";
import type { SimulationOptions } from "./simulation-options.ts";
import { clockText, textTable } from "./text-table.ts";
import { TruthComparison } from "./truth-comparison.ts";
import { checkTruthFileName, TruthFile } from "./truth-file.ts";
import { truthLines } from "./truth-report.ts";
import { userFacing } from "./user-facing-error.ts";

/** A simulated session, which may have a truth file open. */
interface SimulatedSource extends SessionSource {
  readonly close: () => Promise<void>;
}

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
  const sources: SimulatedSource[] = [];
  try {
    const found = await findScenario(options.scenario);
    const scenario = changeScenario(found, options.changes);
    checkOptions(scenario, options);
    const leftOut = leftOutText(found, options.changes);
    if (leftOut !== null) context.output.note(leftOut);
    const plan = options.plan === null ? null : await findPlan(options.plan);
    const rules = options.rulesFile === null ? null : await readRules(options.rulesFile);
    for (let i = 0; i < options.runners; i += 1) {
      sources.push(simulationSource(scenario, { plan, rules }, i, options));
    }
    const endText = "The simulation has ended";
    return await runSessions({ sources, flaw: null, endText }, options, context);
  } catch (error) {
    throw userFacing(error);
  } finally {
    for (const source of sources) await source.close();
  }
}

/** @throws CommandLineError, UserError where what was asked for cannot be. */
function checkOptions(
  { durationS }: Scenario,
  { speed, port, runners, truthFile }: SimulationOptions,
): void {
  if (truthFile !== null) checkTruthFileName(truthFile);
  if (speed === null && durationS === null) {
    throw new CommandLineError("an endless run as fast as possible would never end", {
      hint: "Give it a --duration, or a --speed.",
    });
  }
  if (port !== null && port + runners - 1 > highestPort) {
    throw new CommandLineError(
      `--port ${port} leaves no ports for ${runners} runners: each has its own, counted up from there`,
    );
  }
}

function simulationSource(
  scenario: Scenario,
  { plan, rules }: { readonly plan: RunPlan | null; readonly rules: AlertRules | null },
  index: number,
  { speed, runners, truthFile, overwrite }: SimulationOptions,
): SimulatedSource {
  const simulation = new Simulation(runners === 1 ? scenario : numberedRunner(scenario, index));
  const { durationS, name, seed } = simulation.scenario;
  const truthPath = truthFile === null ? null : numberedFile(truthFile, index, runners);
  let truth: TruthFile | null = null;
  const transport = simulatedTransport(simulation, {
    speed,
    whenReady: () => session.recorded() ?? truth?.caughtUp() ?? null,
  });
  const session: Session = new Session({
    header: withRules(plan === null ? transport.header : { ...transport.header, plan }, rules),
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
    opening: `Simulating ${name}, seed ${seed} (${length})`,
    name: runners === 1 ? null : `runner ${index + 1}`,
    file: null,
    needsEveryPod: false,
    prepare: async () => {
      if (truthPath !== null) truth = await TruthFile.create(truthPath, simulation, { overwrite });
    },
    discard: async () => truth?.discard(),
    conclude: async (output, complain) => {
      for (const line of truthLines(comparison)) output.print(line);
      await truth?.close();
      if (truth === null) return;
      if (truth.failure === null) output.print(`Truth written to ${truth.path}`);
      else complain(`${truth.path}: cannot write: ${truth.failure.message}`);
    },
    close: async () => truth?.close(),
  };
}
