import { CommandLineError } from "../config/user-error.ts";
import { defaultScenario } from "../transport/simulated/scenario.ts";
import type { Scenario } from "../transport/simulated/scenario-schema.ts";
import { type ScenarioChanges, usualAmounts } from "./simulation-options.ts";
import { clockText } from "./text-table.ts";
import { countText } from "./words.ts";

/**
 * The scenario with what was asked for instead.
 * @throws CommandLineError, ScenarioError where that does not go together.
 */
export function changeScenario(scenario: Scenario, changes: ScenarioChanges): Scenario {
  const { runningSpeedMPerS, cadenceSpm, affectedSide } = changes;
  const side = affectedSide ?? scenario.runner.affectedSide;
  const durationS = changedDuration(scenario, changes);
  return untilEnd({
    ...scenario,
    name: changedName(scenario, affectedSide),
    seed: changes.seed ?? scenario.seed,
    durationS,
    runner: {
      ...scenario.runner,
      affectedSide: side,
      cadenceSpm: cadenceSpm ?? scenario.runner.cadenceSpm,
    },
    stages: runningSpeedMPerS === null ? scenario.stages : withSpeed(scenario, runningSpeedMPerS),
    compensations: [
      ...scenario.compensations.map((one) => ({ ...one, side: affectedSide ?? one.side })),
      ...askedCompensations(changes, side, durationS),
    ],
  });
}

/** One of several runners of a scenario: a seed of its own, and so a body and habits of its own. */
export function numberedRunner(scenario: Scenario, index: number): Scenario {
  const number = index + 1;
  return {
    ...scenario,
    name: `${scenario.name}, runner ${number}`,
    seed: (scenario.seed + index) % 2 ** 32,
    runner: { ...scenario.runner, label: `${scenario.runner.label} ${number}` },
  };
}

/** A name, and the description beside it, may speak of the side that the scenario was made for. */
function changedName(
  { name, runner, compensations }: Scenario,
  affectedSide: ScenarioChanges["affectedSide"],
): string {
  if (affectedSide === null) return name;
  const before = [runner.affectedSide, ...compensations.map(({ side }) => side)];
  const isOther = before.some((side) => side !== null && side !== affectedSide);
  return isOther ? `${name} (affected side changed to ${affectedSide})` : name;
}

function changedDuration({ durationS }: Scenario, changes: ScenarioChanges): number | null {
  if (changes.durationS === null) return durationS;
  return changes.durationS === "endless" ? null : changes.durationS;
}

function withSpeed({ name, stages }: Scenario, speedMPerS: number): Scenario["stages"] {
  if (!stages.some(({ gait }) => gait === "running")) {
    throw new CommandLineError(`--running-speed: nobody runs in the scenario "${name}"`);
  }
  return stages.map((stage) => (stage.gait === "running" ? { ...stage, speedMPerS } : stage));
}

function askedCompensations(
  { compensations }: ScenarioChanges,
  side: "left" | "right" | null,
  durationS: number | null,
): Scenario["compensations"] {
  return compensations.map(({ kind, amount, atS }) => {
    if (side === null) {
      throw new CommandLineError("--compensation: which hip is spared is not known", {
        hint: "Say it with --affected-side left or --affected-side right.",
      });
    }
    if (durationS !== null && atS >= durationS) {
      throw new CommandLineError(
        `--compensation: ${kind} at ${atS} s, but the run ends at ${durationS} s`,
        {
          hint: "A longer run is had with --duration.",
        },
      );
    }
    return { kind, side, atS, rampS: 30, amount: amount ?? usualAmounts[kind] };
  });
}

/** What of a scenario the asked duration is too short for, one line; null where all of it comes. */
export function leftOutText(scenario: Scenario, changes: ScenarioChanges): string | null {
  const durationS = changedDuration(scenario, changes);
  if (durationS === null) return null;
  const lists = [
    { noun: "stage", items: scenario.stages },
    { noun: "compensation", items: scenario.compensations },
    { noun: "entry", items: scenario.entries },
    { noun: "fault", items: scenario.faults },
  ] as const;
  const texts = lists.flatMap(({ noun, items }) => {
    const late = items.filter((item) => !beginsBefore(item, durationS)).length;
    return late === 0 ? [] : [countText(late, noun)];
  });
  if (texts.length === 0) return null;
  return `Left out, because the run ends at ${clockText(durationS)}: ${texts.join(", ")}.`;
}

function beginsBefore(item: object, endS: number): boolean {
  return !("atS" in item) || typeof item.atS !== "number" || item.atS < endS;
}

/** Checked anew, and without what would begin only after its end. */
function untilEnd(scenario: Scenario): Scenario {
  const endS = scenario.durationS ?? Number.POSITIVE_INFINITY;
  const begins = (item: object): boolean => beginsBefore(item, endS);
  return defaultScenario({
    ...scenario,
    stages: scenario.stages.filter(begins),
    compensations: scenario.compensations.filter(begins),
    entries: scenario.entries.filter(begins),
    faults: scenario.faults.filter(begins),
  });
}
