import { defineCommand } from "../command.ts";
import { switchOption, textOption } from "../option.ts";
import { virtualOptions, virtualOptionTable } from "../radio-option-table.ts";

export const conformanceCommand = defineCommand({
  name: "conformance",
  summary: "hold a pod to the requirements of the pod protocol",
  description:
    "Connects to a pod again and again and looks whether it meets the requirements of firmware-protocol/SPEC.md, section 13. It starts " +
    "and stops the pod, sends it requests that are wrong, and gives it back its placement at the end. What cannot be seen over the air is said to be " +
    "not checked. Takes about a minute and a half; ends with 1 where a requirement is not met.",
  positionals: [
    {
      name: "POD",
      required: false,
      description:
        "id of the pod or its end, as hipline scan shows it; left out, the only one that is near",
    },
  ],
  options: {
    ...virtualOptionTable(),
    only: textOption({
      valueName: "IDS",
      description: "only these requirements, separated by commas: HP-040,HP-041",
      fallback: null,
    }),
    json: switchOption("print one JSON object instead of text"),
  },
  examples: [
    { line: "hipline conformance", meaning: "the only pod that is near" },
    {
      line: "hipline conformance beef --only HP-050,HP-051",
      meaning: "a part of it, of one of several",
    },
    { line: "hipline conformance 6e82 --virtual", meaning: "an emulated pod: what it looks like" },
  ],
  run: async (values, [pod], context) => {
    const { runConformance } = await import("../../session/run-conformance.ts");
    return runConformance(
      {
        ...virtualOptions(values),
        pod: pod ?? null,
        only: values.only === null ? null : values.only.split(",").map((id) => id.trim()),
        json: values.json,
      },
      context,
    );
  },
});
