import {
  defaultHost,
  defaultPort,
  fastestSpeed,
  type RunOptions,
  slowestSpeed,
} from "../session/run-options.ts";
import {
  integerOption,
  type OptionValues,
  switchOption,
  textOption,
  type ValueOption,
} from "./option.ts";

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

/** The options of every command that runs a session, at whatever speed. */
export function sessionOptionTable() {
  return {
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
    record: textOption({
      valueName: "FILE",
      description: "write the raw data and everything derived from it to a session file (.mcap)",
      fallback: null,
    }),
    rules: textOption({
      valueName: "FILE",
      description: "rules file that alerts go by (.json, see docs/alerts.md)",
      fallback: null,
      fallbackText:
        "those of the recording, or of the live session's config, else those that come with Hipline",
    }),
    force: switchOption("replace files to be written where they exist"),
    "no-serve": switchOption("no dashboard and no stream: only run, and record where asked to"),
  };
}

/** The options of every command that plays a session. @param what it plays, in one word. */
export function runOptionTable(what: string) {
  const { port, host, ...others } = sessionOptionTable();
  return {
    port,
    host,
    speed: speedOption,
    exit: switchOption(
      `end when the ${what} ends instead of keeping its last state on show; without a dashboard it always does`,
    ),
    ...others,
  };
}

/** What cannot be asked for together. */
export const runExclusions = [{ flag: "no-serve", uselessFlags: ["port", "host"] }] as const;

/** What the options of a session ask for. */
export function sessionOptions(
  values: OptionValues<ReturnType<typeof sessionOptionTable>>,
): Omit<RunOptions, "speed" | "exitAtEnd"> {
  return {
    port: values.port,
    host: values.host ?? defaultHost,
    recordFile: values.record,
    rulesFile: values.rules,
    overwrite: values.force,
    serve: !values["no-serve"],
  };
}

/** What the options of a played session ask for. */
export function runOptions(values: OptionValues<ReturnType<typeof runOptionTable>>): RunOptions {
  const options = sessionOptions(values);
  // As fast as possible is over in a second: its dashboard is of use only to whoever asks for it.
  const wanted = values.speed !== null || values.port !== null || values.host !== null;
  return {
    ...options,
    speed: values.speed,
    exitAtEnd: values.exit,
    serve: wanted && options.serve,
  };
}
