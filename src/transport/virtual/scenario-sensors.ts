import { randomStream } from "../simulated/random-streams.ts";
import type { Scenario } from "../simulated/scenario-schema.ts";
import {
  encodeHeartRate,
  encodeRunningSpeedCadence,
  encodeTreadmill,
  encodeTreadmillInTwo,
} from "./sensor-encoders.ts";
import { SimulatedHeart } from "./simulated-heart.ts";
import { TreadmillPlan } from "./treadmill-plan.ts";
import type { VirtualAir } from "./virtual-air.ts";
import { VirtualSensor } from "./virtual-sensor.ts";

/** RR intervals that fit into the smallest notification. */
const mostIntervals = 9;
/** Fitness Machine Feature: total distance and inclination; nothing of it can be set. */
const treadmillFeatures = [0x0c, 0, 0, 0, 0, 0, 0, 0];
const fitnessMachineFeature = "00002acc-0000-1000-8000-00805f9b34fb";

/** What many runners set to make up for the wind that they do not have (Jones & Doust 1996, J Sports Sci 14:321). */
const usualInclinePct = 1;

/** How the sensors differ from the usual ones. */
export interface SensorHabits {
  /** Slope of the belt at a moment, percent. */
  readonly inclinePctAt?: (timeS: number) => number;
  /** The treadmill spreads its record over two notifications. */
  readonly splitsRecords?: boolean;
  /** Feet that the foot pod counts: one as its service says, or both as many do. */
  readonly countedFeet?: 1 | 2;
}

/** The sensors beside a scenario's pods, by what they are. */
export interface ScenarioSensors {
  readonly belt: VirtualSensor;
  readonly treadmill: VirtualSensor;
  readonly footPod: VirtualSensor;
  /** Puts the belt on, or takes it off the skin. */
  wearBelt(isWorn: boolean): void;
}

/**
 * A heart rate belt, the treadmill and a foot pod of a scenario's runner on the air. Closing the air ends them.
 * @param nowS seconds since the runner began to move.
 */
export function scenarioSensors(
  air: VirtualAir,
  scenario: Scenario,
  nowS: () => number,
  {
    inclinePctAt = () => usualInclinePct,
    splitsRecords = false,
    countedFeet = 1,
  }: SensorHabits = {},
): ScenarioSensors {
  const plan = new TreadmillPlan(scenario);
  const heart = new SimulatedHeart(
    (timeS) => plan.speedAt(timeS),
    randomStream(scenario.seed, "heart"),
  );
  let isWorn = true;
  const odometer = new Odometer(plan);
  const belt = new VirtualSensor(air, {
    description: { sensorId: "c0:ff:ee:00:00:11", kind: "heart-rate", name: "Virtual belt" },
    nowS,
    measure: (timeS) => {
      const intervalsS = heart.advance(timeS).slice(-mostIntervals);
      return [encodeHeartRate(heart.rateBpm, isWorn ? intervalsS : [], isWorn)];
    },
  });
  const treadmill = new VirtualSensor(air, {
    description: { sensorId: "c0:ff:ee:00:00:12", kind: "treadmill", name: "Virtual treadmill" },
    nowS,
    others: [
      {
        uuid: fitnessMachineFeature,
        properties: ["read"],
        read: () => Uint8Array.from(treadmillFeatures),
      },
    ],
    measure: (timeS) => {
      const reading = {
        speedMPerS: plan.speedAt(timeS),
        inclinePct: inclinePctAt(timeS),
        distanceM: odometer.distanceM(timeS),
      };
      return splitsRecords ? encodeTreadmillInTwo(reading) : [encodeTreadmill(reading)];
    },
  });
  const footPod = new VirtualSensor(air, {
    description: {
      sensorId: "c0:ff:ee:00:00:13",
      kind: "running-speed-cadence",
      name: "Virtual foot pod",
    },
    nowS,
    measure: (timeS) => {
      const speedMPerS = plan.speedAt(timeS);
      const stridesPerMin = plan.stepsPerMinAt(timeS) / 2;
      const strideLengthM = stridesPerMin === 0 ? 0 : (60 * speedMPerS) / stridesPerMin;
      const isRunning = plan.isRunningAt(timeS);
      const contactsPerMin = countedFeet * stridesPerMin;
      return [encodeRunningSpeedCadence(speedMPerS, contactsPerMin, strideLengthM, isRunning)];
    },
  });
  return {
    belt,
    treadmill,
    footPod,
    wearBelt: (worn) => {
      isWorn = worn;
    },
  };
}

/** How far a belt has run. Calls must come in the order of time. */
class Odometer {
  readonly #plan: TreadmillPlan;
  #timeS = 0;
  #distanceM = 0;

  constructor(plan: TreadmillPlan) {
    this.#plan = plan;
  }

  distanceM(untilS: number): number {
    const stepS = 0.1;
    for (; this.#timeS + stepS <= untilS; this.#timeS += stepS) {
      this.#distanceM += stepS * this.#plan.speedAt(this.#timeS + stepS / 2);
    }
    return this.#distanceM;
  }
}
