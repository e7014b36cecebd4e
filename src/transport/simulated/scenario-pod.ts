import { batchLimits } from "../../codec/batch-limits.ts";
import type { SamplingSettings } from "../../codec/packet.ts";
import type { BodyMotion } from "../../kernels/simulation/body-motion.ts";
import type { Placement, PodDescription } from "../../model/pod.ts";
import type { FaultOf, ScenarioFault } from "./fault-schema.ts";
import { PodBattery } from "./pod-battery.ts";
import { PodClock } from "./pod-clock.ts";
import { PodMounting } from "./pod-mounting.ts";

import type { PodParams } from "./pod-schema.ts";
import { BodySensor } from "./pod-sensor.ts";
import { randomStream } from "./random-streams.ts";
import type { Scenario } from "./scenario-schema.ts";
import { SimulatedPod } from "./simulated-pod.ts";

/** Pod clocks whose drift is not stated are off by at most this, parts per million (SPEC.md, section 1). */
const mostDriftPpm = 50;
const tickValues = 0x1_0000_0000;

export type PodFaults = readonly Exclude<ScenarioFault, { kind: "swapped" }>[];

/** The pod of a scenario without its link. */
export function scenarioPod(
  scenario: Scenario,
  { podId, placement }: Pick<PodDescription, "podId" | "placement">,
  motion: BodyMotion,
): SimulatedPod {
  const params = paramsOf(scenario, placement);
  const faults = faultsOf(scenario, placement);
  const stream = (purpose: string) => randomStream(scenario.seed, `${placement} ${purpose}`);
  const wornAt = wornAtOf(scenario, placement);
  const clockRandom = stream("clock");
  const drawnPpm = mostDriftPpm * (2 * clockRandom() - 1);
  const drawnTicks = Math.floor(clockRandom() * tickValues);
  const { ppm, offsetTicks, sampleRateErrorPct } = params.clock;
  return new SimulatedPod({
    podId,
    sensor: new BodySensor({
      motion,
      wornAt,
      mounting: new PodMounting(
        wornAt,
        paramsOf(scenario, wornAt).mounting,
        faults.some((fault) => fault.kind === "upside-down"),
        faults.filter(isSlip),
      ),
      params: params.sensor,
      stream,
    }),
    clock: new PodClock(ppm ?? drawnPpm, offsetTicks ?? drawnTicks, params.clock),
    battery: new PodBattery(
      params.batteryPct,
      params.batteryPctPerHour,
      faults.find((fault) => fault.kind === "battery-dies") ?? null,
    ),
    sampleRateErrorPct,
    random: stream("boot"),
    settingsDefect: (settings) => wrongRate(settings, faults),
  });
}

function paramsOf(scenario: Scenario, placement: Placement): PodParams {
  const params = scenario.pods[placement];
  if (params === null) throw new Error(`the scenario has no ${placement} pod`);
  return params;
}

/** The faults of one pod; those that are of two pods are built in. */
export function faultsOf({ faults }: Scenario, placement: Placement): PodFaults {
  return faults.flatMap((fault) =>
    fault.kind !== "swapped" && fault.pod === placement ? [fault] : [],
  );
}

function isSlip(fault: ScenarioFault): fault is FaultOf<"slip"> {
  return fault.kind === "slip";
}

function wornAtOf({ faults }: Scenario, placement: Placement): Placement {
  for (const fault of faults) {
    if (fault.kind !== "swapped") continue;
    const [one, other] = fault.pods;
    if (placement === one) return other;
    if (placement === other) return one;
  }
  return placement;
}

/** The settings that a pod with the wrong rate really has: batches last about as long as they should. */
function wrongRate(settings: SamplingSettings, faults: PodFaults): SamplingSettings {
  const defect = faults.find((fault) => fault.kind === "wrong-rate");
  if (defect === undefined) return settings;
  const { sampleRateHz } = defect;
  const samples = Math.round((settings.batchSamples / settings.sampleRateHz) * sampleRateHz);
  const { min, max } = batchLimits(sampleRateHz);
  return { ...settings, sampleRateHz, batchSamples: Math.min(max, Math.max(min, samples)) };
}
