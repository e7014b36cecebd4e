import { defineCommand } from "../command.ts";
import { switchOption } from "../option.ts";
import { runExclusions, runOptions, runOptionTable } from "../run-option-table.ts";
import { simulateCommand } from "./simulate.ts";

export const replayCommand = defineCommand({
  name: "replay",
  summary: "play a session file through the pipeline and show it in the browser",
  description:
    "Plays a recorded session through the same pipeline that live pods feed, and serves the " +
    "dashboard and the data stream while it runs. Ctrl-C ends it; a second Ctrl-C ends it at once.",
  positionals: [
    {
      name: "FILE",
      required: false,
      description: "session file (.mcap); left out, the recording that comes with Hipline",
    },
  ],
  options: {
    ...runOptionTable("recording"),
    // `npm start` replays, and this is how a simulation is asked of it.
    simulate: switchOption("a simulated runner instead; takes the options of hipline simulate"),
  },
  handsOver: { simulate: simulateCommand },
  exclusions: runExclusions,
  examples: [
    { line: "hipline replay", meaning: "the recording that comes with Hipline, in real time" },
    {
      line: "hipline replay run.mcap --speed 4 --port 9000",
      meaning: "four times as fast, dashboard on port 9000",
    },
    {
      line: "hipline replay run.mcap --speed max --record out.mcap",
      meaning: "compute everything as fast as possible and keep it in out.mcap",
    },
  ],
  run: async (values, [file], context) => {
    const { runReplay } = await import("../../session/run-replay.ts");
    return runReplay({ file: file ?? null, ...runOptions(values) }, context);
  },
});
