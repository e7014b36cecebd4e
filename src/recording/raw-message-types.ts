import * as z from "zod";
import {
  type BeltSpeedEvent,
  type EntryEvent,
  type LinkEvent,
  linkStates,
  type RssiEvent,
} from "../model/transport-event.ts";
import { beforeEffort, entryFields, entryIssue, hasItsLevel } from "./entry-fields.ts";
import { type JsonMessageType, jsonMessageType } from "./json-message.ts";

/** A link event without its time, which is the message's logTime. A reason not given is null. */
interface LinkMessage {
  readonly podId: string;
  readonly state: LinkEvent["state"];
  readonly reason: string | null;
}

/** A measured signal strength without its time, which is the message's logTime. */
type RssiMessage = Pick<RssiEvent, "podId" | "rssiDbm">;

/** A belt speed event without its time, which is the message's logTime. */
type BeltSpeedMessage = Pick<BeltSpeedEvent, "beltSpeedMPerS">;

/** A calibration request without its time, which is the message's logTime. */
interface CalibrationRequestMessage {
  readonly podIds: string[];
}

/** An entry without its time, which is the message's logTime. */
type EntryMessage = Pick<EntryEvent, "entry" | "painLevel" | "effortLevel">;

export const linkMessageType = jsonMessageType(
  "hipline.RawLink",
  z
    .strictObject({
      podId: z.string().meta({ description: "Serial number of the pod." }),
      state: z.enum(linkStates).meta({ description: "State of the radio link from here on." }),
      reason: z.string().nullable().meta({ description: "Why, in plain words." }),
    })
    .meta({ title: "Link event", description: "The radio link of one pod changed its state." }),
) satisfies JsonMessageType<LinkMessage>;

export const rssiMessageType = jsonMessageType(
  "hipline.RawRssi",
  z
    .strictObject({
      podId: z.string().meta({ description: "Serial number of the pod." }),
      rssiDbm: z.number().meta({ description: "Received signal strength, dBm." }),
    })
    .meta({ title: "Signal strength", description: "How strongly the host receives one pod." }),
) satisfies JsonMessageType<RssiMessage>;

export const beltSpeedMessageType = jsonMessageType(
  "hipline.RawBeltSpeed",
  z
    .strictObject({
      beltSpeedMPerS: z
        .number()
        .nullable()
        .meta({ description: "Belt speed from here on, m/s; absent where it is not known." }),
    })
    .meta({
      title: "Belt speed event",
      description: "Belt speed as the treadmill, or the person at it, states it.",
    }),
) satisfies JsonMessageType<BeltSpeedMessage>;

export const calibrationRequestMessageType = jsonMessageType(
  "hipline.RawCalibrationRequest",
  z
    .strictObject({
      podIds: z.array(z.string()).meta({ description: "Serial numbers of the pods." }),
    })
    .meta({
      title: "Calibration request",
      description: "Somebody asks for pods to be calibrated anew, at the next quiet standing.",
    }),
) satisfies JsonMessageType<CalibrationRequestMessage>;

export const entryMessageType = jsonMessageType(
  "hipline.RawEntry",
  z.strictObject(entryFields).refine(hasItsLevel, entryIssue).meta({
    title: "Entry event",
    description: "The runner, or somebody for the runner, enters what the hip feels like.",
  }),
  beforeEffort,
) satisfies JsonMessageType<EntryMessage>;
