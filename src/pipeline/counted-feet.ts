import type { RscMeasurement } from "../codec/standard-sensors/sensor-measurement.ts";

/** How many feet a sensor counts. */
type CountedFeet = 1 | 2;

/** Contacts per minute that only one of the two answers explains, in running and in walking. */
interface Bands {
  readonly minSpeedMPerS: number;
  readonly maxSpeedMPerS: number;
  readonly oneFoot: readonly [number, number];
  readonly bothFeet: readonly [number, number];
}

/** Runners take 130 to 240 steps a minute, walkers 80 to 140; between the bands a count may be either. */
const running: Bands = {
  minSpeedMPerS: 2.2,
  maxSpeedMPerS: 12,
  oneFoot: [65, 115],
  bothFeet: [130, 240],
};
const walking: Bands = {
  minSpeedMPerS: 0.8,
  maxSpeedMPerS: 2,
  oneFoot: [40, 65],
  bothFeet: [80, 140],
};

/** So many measurements in a row must say the same. */
const neededInARow = 3;

/** Nobody takes more steps per minute. */
const mostStepsPerMin = 300;

/**
 * Finds out whether a running sensor counts one foot, as the Running Speed and Cadence Service says, or both, as many sensors do:
 * some runners' cadence would otherwise be shown at half or at twice its value.
 */
export class FootCounter {
  #counted: CountedFeet | null = null;
  #suspected: CountedFeet | null = null;
  #inARow = 0;

  /** Steps of both feet per minute; null while it is not known which feet are counted. */
  cadenceSpm(measurement: RscMeasurement): number | null {
    this.#learn(measurement);
    const { contactsPerMin } = measurement;
    if (contactsPerMin === 0) return 0;
    if (this.#counted === null) return null;
    const stepsPerMin = this.#counted === 1 ? 2 * contactsPerMin : contactsPerMin;
    return stepsPerMin <= mostStepsPerMin ? stepsPerMin : null;
  }

  #learn(measurement: RscMeasurement): void {
    const feet = feetOf(measurement);
    if (feet === null) return;
    this.#inARow = feet === this.#suspected ? this.#inARow + 1 : 1;
    this.#suspected = feet;
    if (this.#inARow >= neededInARow) this.#counted = feet;
  }
}

function feetOf({ speedMPerS, contactsPerMin, isRunning }: RscMeasurement): CountedFeet | null {
  // The bit alone tells nothing where it is not set: many sensors never set it.
  const bands = isRunning ? running : [running, walking].find((each) => isAt(speedMPerS, each));
  if (bands === undefined) return null;
  if (isIn(contactsPerMin, bands.oneFoot)) return 1;
  return isIn(contactsPerMin, bands.bothFeet) ? 2 : null;
}

function isAt(speedMPerS: number, { minSpeedMPerS, maxSpeedMPerS }: Bands): boolean {
  return speedMPerS >= minSpeedMPerS && speedMPerS <= maxSpeedMPerS;
}

function isIn(value: number, [min, max]: readonly [number, number]): boolean {
  return value >= min && value <= max;
}
