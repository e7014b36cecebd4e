import * as z from "zod";
import { sensorKinds } from "../model/sensor.ts";
import { type SensorOutput, sensorLivenesses } from "../model/sensor-output.ts";
import { linkStates } from "../model/transport-event.ts";
import { nullableNumber, timeS } from "./described-fields.ts";
import { type JsonMessageType, jsonMessageType } from "./json-message.ts";

const sensorId = z.string().meta({ description: "The sensor, as the session header names it." });

/** A sensor's notification without its time, which is the message's logTime. */
interface SensorNotificationMessage {
  readonly sensorId: string;
  readonly payload: Uint8Array;
}

/** A sensor's link event without its time, which is the message's logTime. A reason not given is null. */
interface SensorLinkMessage {
  readonly sensorId: string;
  readonly state: (typeof linkStates)[number];
  readonly reason: string | null;
}

const sensorNotification = jsonMessageType(
  "hipline.RawSensorNotification",
  z
    .strictObject({
      sensorId,
      payloadHex: z
        .string()
        .refine(isHex, "expected pairs of lower-case hexadecimal digits")
        .meta({ description: "The bytes as they came, two hexadecimal digits each." }),
    })
    .meta({
      title: "Sensor notification",
      description:
        "One Heart Rate Measurement, Treadmill Data or RSC Measurement value (Bluetooth SIG), by the kind of the sensor.",
    }),
);

/** Some bytes a second do not need the binary form that the pods' notifications have. */
export const sensorNotificationMessageType: JsonMessageType<SensorNotificationMessage> = {
  name: sensorNotification.name,
  schemaBytes: sensorNotification.schemaBytes,
  encode: ({ sensorId: id, payload }) =>
    sensorNotification.encode({ sensorId: id, payloadHex: toHex(payload) }),
  decode: (bytes) => {
    const { sensorId: id, payloadHex } = sensorNotification.decode(bytes);
    return { sensorId: id, payload: fromHex(payloadHex) };
  },
};

export const sensorLinkMessageType = jsonMessageType(
  "hipline.RawSensorLink",
  z
    .strictObject({
      sensorId,
      state: z.enum(linkStates).meta({ description: "State of the radio link from here on." }),
      reason: z.string().nullable().meta({ description: "Why, in plain words." }),
    })
    .meta({
      title: "Sensor link event",
      description: "The radio link of one sensor changed its state.",
    }),
) satisfies JsonMessageType<SensorLinkMessage>;

// The type alone says read-only: zod's own word for it would also stand in the file's schema.
const intervals: z.ZodType<readonly number[]> = z.array(z.number());

const heartRate = z
  .strictObject({
    kind: z.literal("heartRate"),
    timeS,
    sensorId,
    heartRateBpm: nullableNumber("Heart beats per minute."),
    rrIntervalsS: intervals.meta({
      description: "Times between heart beats since the last measurement, oldest first, s.",
    }),
    contact: z
      .boolean()
      .nullable()
      .meta({ description: "Whether the sensor touches the skin; absent where it cannot tell." }),
  })
  .meta({ title: "Heart rate", description: "What a heart rate sensor measures." });

const treadmill = z
  .strictObject({
    kind: z.literal("treadmill"),
    timeS,
    sensorId,
    speedMPerS: nullableNumber("Speed of the belt, m/s."),
    inclinePct: nullableNumber("Rise over run, percent, + uphill."),
    rampAngleDeg: nullableNumber("Angle of the ramp as set, degrees, + uphill."),
    distanceM: nullableNumber("Distance since the machine began to count, m."),
  })
  .meta({ title: "Treadmill", description: "What a treadmill says of itself." });

const runningSpeedCadence = z
  .strictObject({
    kind: z.literal("runningSpeedCadence"),
    timeS,
    sensorId,
    speedMPerS: nullableNumber("Speed, m/s."),
    cadenceSpm: nullableNumber(
      "Steps of both feet per minute; absent until it is known which feet the sensor counts.",
    ),
    strideLengthM: nullableNumber("From one contact of a foot to its next, m."),
    isRunning: z.boolean().nullable().meta({ description: "Running, or walking." }),
  })
  .meta({ title: "Running speed and cadence", description: "What a foot pod says." });

const sensorState = z
  .strictObject({
    kind: z.literal("sensorState"),
    timeS,
    sensorId,
    sensorKind: z.enum(sensorKinds).meta({ description: "What it measures." }),
    link: z.enum(linkStates).meta({ description: "State of the radio link." }),
    linkReason: z.string().nullable().meta({ description: "Why the link is in this state." }),
    linkSinceS: nullableNumber("Session time since which the link is in this state, s."),
    liveness: z
      .enum(sensorLivenesses)
      .meta({ description: "Whether values arrive, judged from the values themselves." }),
    lastValueS: nullableNumber("Session time of the newest value, s."),
    faults: z.int().nonnegative().meta({ description: "Faults of this sensor since the start." }),
  })
  .meta({ title: "Sensor state", description: "Link and data flow of one sensor." });

/** How each kind of output of a sensor lies in the file. */
export const sensorMessageTypes = {
  heartRate: jsonMessageType("hipline.HeartRate", heartRate),
  treadmill: jsonMessageType("hipline.Treadmill", treadmill),
  runningSpeedCadence: jsonMessageType("hipline.RunningSpeedCadence", runningSpeedCadence),
  sensorState: jsonMessageType("hipline.SensorState", sensorState),
} satisfies {
  readonly [K in SensorOutput["kind"]]: JsonMessageType<Extract<SensorOutput, { kind: K }>>;
};

/** Not a pattern of the schema: viewers know only the plainest of its words. */
function isHex(text: string): boolean {
  return /^(?:[0-9a-f]{2})*$/.test(text);
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}
