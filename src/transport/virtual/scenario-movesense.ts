import type { BodyMotion } from "../../kernels/simulation/body-motion.ts";
import type { Placement } from "../../model/pod.ts";
import { PodBattery } from "../simulated/pod-battery.ts";
import { PodClock } from "../simulated/pod-clock.ts";
import { PodMounting } from "../simulated/pod-mounting.ts";
import { BodySensor } from "../simulated/pod-sensor.ts";
import { randomStream, stableId } from "../simulated/random-streams.ts";
import type { Scenario } from "../simulated/scenario-schema.ts";
import { type MovesenseFirmware, MovesenseSensor } from "./movesense-sensor.ts";

/** Digits of a serial number. */
const serialDigits = 12;
const largestUptimeS = 3600;

/**
 * A Movesense sensor in place of a scenario's pod: worn as that one is, with its motion sensor's errors, its drift and its battery.
 * The scenario's faults are not its own. Motion that pods share must be asked for by all of them together.
 */
export function scenarioMovesense(
  scenario: Scenario,
  placement: Placement,
  motion: BodyMotion,
  firmware: MovesenseFirmware = "version-1",
): MovesenseSensor {
  const params = scenario.pods[placement];
  if (params === null) throw new Error(`the scenario has no ${placement} pod`);
  const stream = (purpose: string) =>
    randomStream(scenario.seed, `${placement} movesense ${purpose}`);
  const { ppm, offsetTicks, sampleRateErrorPct } = params.clock;
  const battery = new PodBattery(params.batteryPct, params.batteryPctPerHour, null);
  const startTicks = Math.floor(stream("clock")() * largestUptimeS * 32768);
  return new MovesenseSensor({
    serial: movesenseSerial(scenario, placement),
    firmware,
    sensor: new BodySensor({
      motion,
      wornAt: placement,
      mounting: new PodMounting(placement, params.mounting, false, []),
      params: params.sensor,
      stream,
    }),
    clock: new PodClock(ppm ?? 0, offsetTicks ?? startTicks, params.clock),
    sampleRateErrorPct,
    ranges: params,
    batteryPct: (timeS) => battery.chargeAt(timeS),
  });
}

/** Its serial number: the same one for the same scenario. */
function movesenseSerial({ seed }: Scenario, placement: Placement): string {
  const digits = BigInt(`0x${stableId(seed, `movesense ${placement}`)}`).toString();
  return digits.slice(-serialDigits).padStart(serialDigits, "0");
}
