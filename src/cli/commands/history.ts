import { defineCommand } from "../command.ts";
import { historyOptionTable } from "../history-option-table.ts";
import { switchOption } from "../option.ts";
import { radioOptions, radioOptionTable } from "../radio-option-table.ts";

export const historyCommand = defineCommand({
  name: "history",
  summary: "list what is kept of earlier live sessions",
  description:
    "Lists the runner's live sessions that are kept on this computer: strides, pain, the morning after and what it says about load, " +
    "and what the personal baseline is made of. docs/history.md says what is kept and how to delete it.",
  positionals: [],
  options: {
    ...radioOptionTable(),
    ...historyOptionTable(),
    json: switchOption("print one JSON object instead of text"),
  },
  examples: [{ line: "hipline history", meaning: "the sessions of the config's runner" }],
  run: async (values, _positionals, context) => {
    const { runHistory } = await import("../../session/run-history.ts");
    const { configFile, radio } = radioOptions(values);
    const folder = values["runner-store"];
    return runHistory({ configFile, radio, folder, json: values.json }, context);
  },
});
