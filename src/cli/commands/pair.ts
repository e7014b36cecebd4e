import type { Placement } from "../../model/pod.ts";
import type { PairingWay } from "../../session/run-pair.ts";
import { defineCommand } from "../command.ts";
import { integerOption, type ListOption, textListOption, type ValueOption } from "../option.ts";
import { radioOptions, radioOptionTable } from "../radio-option-table.ts";

/** Placements as people write them, in lower case and without hyphens. */
const placementWords: Readonly<Record<string, Placement>> = {
  pelvis: "pelvis",
  leftthigh: "leftThigh",
  left: "leftThigh",
  rightthigh: "rightThigh",
  right: "rightThigh",
};

const assignOption: ListOption<{ readonly id: string; readonly placement: Placement }> = {
  type: "list",
  valueName: "ID=PLACEMENT",
  description:
    "this pod is worn there: pelvis, left-thigh or right-thigh. ID is what hipline scan shows, or its last digits, 4 or more",
  read: (text) => {
    const [, id, word = ""] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    const placement = placementWords[word.toLowerCase().replaceAll("-", "")];
    return id === undefined || placement === undefined
      ? { allowed: "ID=PLACEMENT with pelvis, left-thigh or right-thigh" }
      : { value: { id, placement } };
  },
};

const byOption: ValueOption<PairingWay | null> = {
  type: "value",
  valueName: "WAY",
  description:
    "how pods are told apart: tap = you tap the pod that is asked for; led = one pod after the other blinks, and you say where it is",
  fallback: null,
  fallbackText: "tap, where no pod or sensor is named",
  read: (text) => (text === "tap" || text === "led" ? { value: text } : { allowed: "tap or led" }),
};

export const pairCommand = defineCommand({
  name: "pair",
  summary: "say which pods are yours and where each is worn",
  description:
    "Finds out which pod is worn where, has each pod remember its place, and saves pods and sensors in the config. Only what is " +
    "tapped, answered or named gets into it: pods of somebody else in the room do not. Hipline connects to nothing that is not " +
    "in the config. Ctrl-C leaves the config as it was.",
  positionals: [],
  options: {
    ...radioOptionTable(),
    by: byOption,
    assign: assignOption,
    sensor: textListOption({
      valueName: "ID",
      description: "add this heart rate belt, treadmill or foot pod",
    }),
    forget: textListOption({
      valueName: "ID",
      description: "take this pod or sensor out of the config",
    }),
    seconds: integerOption({
      valueName: "N",
      description: "how long to listen for pods",
      min: 1,
      max: 600,
      fallback: 6,
      fallbackText: "6",
    }),
  },
  examples: [
    { line: "hipline pair", meaning: "tap one pod after the other" },
    { line: "hipline pair --by led", meaning: "one pod after the other blinks" },
    {
      line: "hipline pair --assign e5f601=pelvis --assign e5f602=left-thigh",
      meaning: "without questions, for scripts",
    },
    { line: "hipline pair --sensor c0:ff:ee:00:00:01 --forget e5f602", meaning: "one in, one out" },
    {
      line: "hipline pair --virtual --config try.json",
      meaning: "emulated pods, tapped by an emulated finger",
    },
  ],
  run: async (values, _positionals, context) => {
    const { runPair } = await import("../../session/run-pair.ts");
    return runPair(
      {
        ...radioOptions(values),
        seconds: values.seconds,
        by: values.by,
        assign: values.assign,
        forget: values.forget,
        sensors: values.sensor,
      },
      context,
    );
  },
});
