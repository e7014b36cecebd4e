import { defineCommand } from "../command.ts";
import { historyOptionTable } from "../history-option-table.ts";
import { switchOption, type ValueOption } from "../option.ts";
import { planOption } from "../plan-option.ts";
import { radioOptions, radioOptionTable } from "../radio-option-table.ts";
import { runExclusions, sessionOptions, sessionOptionTable } from "../run-option-table.ts";
import { readDuration } from "../simulation-values.ts";

const durationOption: ValueOption<number | "endless"> = {
  type: "value",
  valueName: "TIME",
  description: "end by itself after this: 90 (seconds), 30:00, 1:00:00, or endless",
  fallback: "endless",
  fallbackText: "endless",
  read: readDuration,
};

export const monitorCommand = defineCommand({
  name: "monitor",
  summary: "connect to the pods over Bluetooth and show the session live",
  description:
    "Connects to the pods of the config, and to no others, has them stream, and serves the dashboard and the data stream. " +
    "A pod that goes out of range is looked for until it is back, and asked for what it measured meanwhile. " +
    "Ctrl-C ends the session: the pods stop. What later sessions need of it is kept on this computer (docs/history.md).",
  positionals: [],
  options: {
    ...radioOptionTable(),
    plan: planOption("the config's, or none"),
    duration: durationOption,
    ...historyOptionTable(),
    "no-history": switchOption("look at no earlier session, and keep nothing of this one"),
    ...sessionOptionTable(),
  },
  exclusions: [...runExclusions, { flag: "no-history", uselessFlags: ["runner-store"] }],
  examples: [
    { line: "hipline monitor --record run.mcap", meaning: "a live session that is kept" },
    {
      line: "hipline monitor --plan fai-treadmill-20",
      meaning: "walking and running by a plan that comes with Hipline",
    },
    {
      line: "hipline monitor --virtual",
      meaning: "the same over an emulated radio, with pods that do not exist: no hardware needed",
    },
  ],
  run: async (values, _positionals, context) => {
    const { runMonitor } = await import("../../session/run-monitor.ts");
    return runMonitor(
      {
        ...radioOptions(values),
        plan: values.plan,
        durationS: values.duration === "endless" ? null : values.duration,
        history: { folder: values["runner-store"], isWanted: !values["no-history"] },
        ...sessionOptions(values),
      },
      context,
    );
  },
});
