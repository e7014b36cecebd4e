import { defineCommand } from "../command.ts";
import { switchOption } from "../option.ts";

export const inspectCommand = defineCommand({
  name: "inspect",
  summary: "show what is in a session file",
  description:
    "Shows what is in a session file: pods and their placements, length, data and gaps per pod, " +
    "where the data comes from and whom to credit, and whether the file was cut off.",
  positionals: [{ name: "FILE", required: true, description: "session file (.mcap)" }],
  options: { json: switchOption("print one JSON object instead of text") },
  examples: [
    { line: "hipline inspect run.mcap", meaning: "read it yourself" },
    { line: "hipline inspect run.mcap --json", meaning: "for a program to read" },
  ],
  run: async (values, [file], context) => {
    const { runInspect } = await import("../../session/run-inspect.ts");
    // Required above, so the parser has seen to it.
    return runInspect({ file: file as string, json: values.json }, context);
  },
});
