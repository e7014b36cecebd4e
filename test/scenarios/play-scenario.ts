import { readFileSync } from "node:fs";
import { parseScenario } from "../../src/transport/simulated/scenario.ts";
import { playSimulation } from "../support/play-simulation.ts";
import { reportOf, type SessionReport } from "./session-report.ts";

/** What the whole session reports of a scenario file. */
export async function playScenario(file: URL): Promise<SessionReport> {
  const scenario = parseScenario(readFileSync(file, "utf8"), file.pathname);
  const { header, outputs } = await playSimulation(scenario);
  return reportOf(header, outputs);
}
