import * as z from "zod";
import {
  accRangeCodes,
  type CodeTable,
  gyrRangeCodes,
  sampleRateCodes,
} from "../../codec/protocol.ts";
import { fields } from "../../schema/fields.ts";

/** One of the values that the pod protocol has a code for. */
export function protocolValue(table: CodeTable) {
  return z.literal(table.map(([, value]) => value));
}

/** A constant error of each axis: its standard deviation, or the errors of x, y and z themselves. */
function axisErrors(limit: number, unit: string) {
  return z.union(
    [z.number().min(0).max(limit), z.tuple([axis(limit), axis(limit), axis(limit)])],
    `expected a standard deviation (0 to ${limit} ${unit}) or three numbers [x, y, z] of at most ${limit} ${unit}`,
  );
}

const axis = (limit: number) => z.number().min(-limit).max(limit);

const accSchema = fields({
  noiseUgPerRtHz: z.number().min(0).max(10_000).default(110),
  biasMg: axisErrors(500, "mg").default(10),
  biasWalkMgPerRtS: z.number().min(0).max(10).default(0.005),
  biasMgPerC: axisErrors(20, "mg/°C").default(0.1),
  scalePct: axisErrors(20, "%").default(0.5),
  misalignmentDeg: z.number().min(0).max(10).default(0.3),
});

const gyrSchema = fields({
  noiseMdpsPerRtHz: z.number().min(0).max(1000).default(5),
  biasDegPerS: axisErrors(20, "°/s").default(0.4),
  biasWalkDegPerSPerRtS: z.number().min(0).max(1).default(0.0005),
  biasDegPerSPerC: axisErrors(2, "°/s/°C").default(0.01),
  scalePct: axisErrors(20, "%").default(0.5),
  misalignmentDeg: z.number().min(0).max(10).default(0.3),
});

const temperatureSchema = fields({
  startC: z.number().min(-20).max(60).default(24),
  endC: z.number().min(-20).max(60).default(32),
  timeConstantMin: z.number().positive().max(600).default(8),
});

const sensorFields = fields(
  {
    acc: accSchema.prefault({}),
    gyr: gyrSchema.prefault({}),
    temperature: temperatureSchema.prefault({}),
  },
  'expected "perfect" or an object',
);

const perfectSensor: z.input<typeof sensorFields> = {
  acc: {
    noiseUgPerRtHz: 0,
    biasMg: 0,
    biasWalkMgPerRtS: 0,
    biasMgPerC: 0,
    scalePct: 0,
    misalignmentDeg: 0,
  },
  gyr: {
    noiseMdpsPerRtHz: 0,
    biasDegPerS: 0,
    biasWalkDegPerSPerRtS: 0,
    biasDegPerSPerC: 0,
    scalePct: 0,
    misalignmentDeg: 0,
  },
};

const sensorSchema = z.preprocess(
  (value) => (value === "perfect" ? perfectSensor : value),
  sensorFields,
);

const clockSchema = fields({
  offsetTicks: z.int().min(0).max(0xffff_ffff).nullable().default(null),
  ppm: z.number().min(-500).max(500).nullable().default(null),
  ppmPerMinute: z.number().min(-10).max(10).default(0.05),
  sampleRateErrorPct: z.number().min(-3).max(3).default(0),
});

const angleDeg = z.number().min(-180).max(180);

interface MountingDeg {
  readonly tiltDeg: number;
  readonly turnDeg: number;
  readonly rollDeg: number;
}

function podSchema(usual: MountingDeg) {
  return fields({
    sampleRateHz: protocolValue(sampleRateCodes).default(200),
    accRangeG: protocolValue(accRangeCodes).default(16),
    gyrRangeDegPerS: protocolValue(gyrRangeCodes).default(2000),
    batchSamples: z.int().min(1).max(19).default(7),
    mounting: fields({
      tiltDeg: angleDeg.default(usual.tiltDeg),
      turnDeg: angleDeg.default(usual.turnDeg),
      rollDeg: angleDeg.default(usual.rollDeg),
    }).prefault({}),
    sensor: sensorSchema.prefault({}),
    clock: clockSchema.prefault({}),
    batteryPct: z.number().min(1).max(100).default(90),
    batteryPctPerHour: z.number().min(0).max(1000).default(5),
  })
    .nullable()
    .prefault({});
}

/** Straps never sit quite straight: each placement has its usual error. null = no such pod. */
export const podsSchema = fields({
  pelvis: podSchema({ tiltDeg: 8, turnDeg: 2, rollDeg: -2 }),
  leftThigh: podSchema({ tiltDeg: 3, turnDeg: -8, rollDeg: 4 }),
  rightThigh: podSchema({ tiltDeg: -2, turnDeg: 6, rollDeg: -3 }),
});

/** One pod of a scenario. */
export type PodParams = NonNullable<z.output<typeof podsSchema>["pelvis"]>;
export type SensorParams = PodParams["sensor"];
export type ClockParams = PodParams["clock"];
export type MountingParams = PodParams["mounting"];
