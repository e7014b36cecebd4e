import { defineCommand } from "../command.ts";
import { integerOption, switchOption } from "../option.ts";
import { radioOptions, radioOptionTable } from "../radio-option-table.ts";

export const scanCommand = defineCommand({
  name: "scan",
  summary: "list pods and sensors nearby, with signal and battery",
  description:
    "Listens for pods, heart rate belts, treadmills and foot pods nearby and lists them: signal, whether the config names " +
    "them, and where a pod remembers being worn. Each pod is then connected to for a moment, to ask for battery, model and " +
    "firmware; one that is in use does not show at all. Ends with 1 where nothing was heard.",
  positionals: [],
  options: {
    ...radioOptionTable(),
    seconds: integerOption({
      valueName: "N",
      description: "how long to listen",
      min: 1,
      max: 3600,
      fallback: 8,
      fallbackText: "8",
    }),
    "no-connect": switchOption("only listen: no battery, model and firmware"),
    json: switchOption("print one JSON object instead of text"),
  },
  examples: [
    { line: "hipline scan", meaning: "what is nearby" },
    { line: "hipline scan --seconds 30 --json", meaning: "a longer look, for a program to read" },
    { line: "hipline scan --virtual", meaning: "emulated pods: no hardware needed" },
  ],
  run: async (values, _positionals, context) => {
    const { runScan } = await import("../../session/run-scan.ts");
    return runScan(
      {
        ...radioOptions(values),
        seconds: values.seconds,
        connect: !values["no-connect"],
        json: values.json,
      },
      context,
    );
  },
});
