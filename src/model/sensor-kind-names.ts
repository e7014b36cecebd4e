import type { SensorKind } from "./sensor.ts";

/** Kinds of sensors as people call them. */
export const sensorKindNames: Readonly<Record<SensorKind, string>> = {
  "heart-rate": "heart rate",
  treadmill: "treadmill",
  "running-speed-cadence": "running speed and cadence",
};
