import type { Side } from "../../model/pod.ts";
import {
  type CompensationRequest,
  cadenceLimitsSpm,
  mostRunners,
} from "../../session/simulation-options.ts";
import { defineCommand } from "../command.ts";
import { integerOption, switchOption, textOption, type ValueOption } from "../option.ts";
import { planOption } from "../plan-option.ts";
import { runExclusions, runOptions, runOptionTable } from "../run-option-table.ts";
import { readCompensations, readDuration, readRunningSpeed } from "../simulation-values.ts";

const runningSpeedOption: ValueOption<number | null> = {
  type: "value",
  valueName: "SPEED",
  description: "speed of running in m/s, or with its unit: 10km/h",
  fallback: null,
  fallbackText: "the scenario's; 2.8",
  read: readRunningSpeed,
};

const affectedSideOption: ValueOption<Side | null> = {
  type: "value",
  valueName: "SIDE",
  description: "left or right: the hip that hurts, and that compensations spare",
  fallback: null,
  read: (text) =>
    text === "left" || text === "right" ? { value: text } : { allowed: "left or right" },
};

const compensationOption: ValueOption<readonly CompensationRequest[]> = {
  type: "value",
  valueName: "KIND@TIME",
  description:
    "how the hip is spared from TIME on (90 or 1:30), growing over 30 s: stance-shortened, pelvic-tilt, " +
    "contralateral-drop or hip-rotation-reduced; KIND:AMOUNT@TIME says how much: 0.5 to 20% asymmetry (usually 6%), " +
    "-15 to 15° and not 0 (6°), 0.5 to 15° (4°), 1 to 100% (40%); several with commas. Needs an affected side",
  fallback: [],
  read: readCompensations,
};

const durationOption: ValueOption<number | "endless" | null> = {
  type: "value",
  valueName: "TIME",
  description: "how long the run is, 90, 1:30 or 1:00:00; endless until Ctrl-C",
  fallback: null,
  fallbackText: "the scenario's; 5:00",
  read: readDuration,
};

export const simulateCommand = defineCommand({
  name: "simulate",
  summary: "run a simulated runner with simulated pods, live, without any hardware",
  description:
    "Simulates a runner with three pods and shows the session live, through the same pipeline as real pods. " +
    "What the runner really does is known: at the end the numbers are held to it. The same scenario and seed give " +
    "the same session. Ctrl-C ends it; a second Ctrl-C ends it at once.",
  positionals: [],
  options: {
    scenario: textOption({
      valueName: "NAME",
      description:
        "a scenario that comes with Hipline, or a scenario file (.json, see docs/scenario.md)",
      fallback: null,
      fallbackText: "a healthy person stands, walks and runs",
    }),
    list: switchOption("only list the scenarios that come with Hipline"),
    "running-speed": runningSpeedOption,
    cadence: integerOption({
      valueName: "N",
      description: "steps of both feet per minute while running",
      ...cadenceLimitsSpm,
      fallback: null,
      fallbackText: "the scenario's; what is usual at the speed",
    }),
    "affected-side": affectedSideOption,
    compensation: compensationOption,
    plan: planOption("none"),
    duration: durationOption,
    seed: integerOption({
      valueName: "N",
      description: "another person, other strides, other pods: everything drawn at random",
      min: 0,
      max: 2 ** 32 - 1,
      fallback: null,
      fallbackText: "the scenario's; 1",
    }),
    runners: integerOption({
      valueName: "N",
      description:
        "so many at once, each with its own seed, dashboard (ports count up) and files (numbered)",
      min: 1,
      max: mostRunners,
      fallback: 1,
      fallbackText: "1",
    }),
    ...runOptionTable("simulation"),
    truth: textOption({
      valueName: "FILE",
      description: "write the true angles and stances to a file (.jsonl, see docs/truth.md)",
      fallback: null,
    }),
  },
  exclusions: runExclusions,
  examples: [
    { line: "hipline simulate", meaning: "a healthy runner, live in the browser" },
    {
      line: "hipline simulate --affected-side left --compensation pelvic-tilt@3:00",
      meaning:
        "once the baseline is known, the pelvis tips forward, as it does to spare a hip; the alert comes a minute later",
    },
    {
      line: "hipline simulate --scenario left-hip --running-speed 12km/h",
      meaning: "a run in which the left hip begins to hurt, faster than usual",
    },
    {
      line: "hipline simulate --speed max --record run.mcap --truth run.jsonl",
      meaning: "as fast as possible, to a session file and the truth beside it",
    },
  ],
  run: async (values, _positionals, context) => {
    const { listScenarios, runSimulation } = await import("../../session/run-simulation.ts");
    if (values.list) return listScenarios(context);
    const changes = {
      runningSpeedMPerS: values["running-speed"],
      cadenceSpm: values.cadence,
      affectedSide: values["affected-side"],
      compensations: values.compensation,
      durationS: values.duration,
      seed: values.seed,
    };
    const { scenario, plan, runners, truth: truthFile } = values;
    return runSimulation(
      { scenario, changes, plan, runners, truthFile, ...runOptions(values) },
      context,
    );
  },
});
