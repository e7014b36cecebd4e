import {
  defaultHost,
  defaultPort,
  fastestSpeed,
  runReplay,
  slowestSpeed,
} from "../../session/run-replay.ts";
import { defineCommand } from "../command.ts";
import { integerOption, switchOption, textOption, type ValueOption } from "../option.ts";

/** `speed` in multiples of real time; null = as fast as possible. */
const speedOption: ValueOption<number | null> = {
  type: "value",
  valueName: "N",
  description:
    `playback speed from ${slowestSpeed} to ${fastestSpeed}: 1 is real time, 2 twice as fast; max is as fast as ` +
    "possible, without a dashboard unless a port or a host is given",
  fallback: 1,
  fallbackText: "1",
  read: (text) => {
    if (text === "max") return { value: null };
    const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= slowestSpeed && value <= fastestSpeed) return { value };
    return { allowed: `a number from ${slowestSpeed} to ${fastestSpeed}, or max` };
  },
};

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
    port: integerOption({
      valueName: "N",
      description: "port of the dashboard; 0 takes any free one",
      env: "HIPLINE_PORT",
      min: 0,
      max: 65535,
      fallback: null,
      fallbackText: `${defaultPort}, or the next free one`,
    }),
    host: textOption({
      valueName: "HOST",
      description: "address to listen on; 0.0.0.0 lets other machines in",
      fallback: null,
      fallbackText: defaultHost,
    }),
    speed: speedOption,
    exit: switchOption(
      "end when the recording ends instead of keeping its last state on show; without a dashboard it always does",
    ),
    record: textOption({
      valueName: "FILE",
      description: "write the raw data and everything derived from it to a session file (.mcap)",
      fallback: null,
    }),
    force: switchOption("replace the file of --record where it exists"),
    "no-serve": switchOption("no dashboard and no stream: only run, and record where asked to"),
  },
  exclusions: [{ flag: "no-serve", uselessFlags: ["port", "host"] }],
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
  run: (values, [file], context) => {
    // As fast as possible is over in a second: its dashboard is of use only to whoever asks for it.
    const wanted = values.speed !== null || values.port !== null || values.host !== null;
    return runReplay(
      {
        file: file ?? null,
        port: values.port,
        host: values.host ?? defaultHost,
        speed: values.speed,
        exitAtEnd: values.exit,
        recordFile: values.record,
        overwrite: values.force,
        serve: wanted && !values["no-serve"],
      },
      context,
    );
  },
});
