import { defineCommand } from "../command.ts";
import { integerOption, requiredTextOption, switchOption, textOption } from "../option.ts";

export const importCommand = defineCommand({
  name: "import",
  summary: "turn a recorded treadmill run into a session file",
  description:
    "Turns a folder with a treadmill run (imu.csv.gz, runner.json) into a session file: three pods, " +
    "each with its own clock, their samples packed as the pod protocol packs them and arriving with " +
    "the jitter of a radio link. The same folder and seed give the same file.",
  positionals: [{ name: "DIR", required: true, description: "folder of the run" }],
  options: {
    out: requiredTextOption({ valueName: "FILE", description: "session file to write (.mcap)" }),
    seed: integerOption({
      valueName: "N",
      description: "seed of clock offsets, drifts and arrival jitter",
      min: 0,
      max: 2 ** 32 - 1,
      fallback: 1,
      fallbackText: "1",
    }),
    title: textOption({
      valueName: "TEXT",
      description: "title of the session",
      fallback: null,
      fallbackText: "made from the runner's label",
    }),
    force: switchOption("replace the file where it exists"),
  },
  examples: [
    {
      line: 'hipline import runs/18 --out run-18.mcap --title "Runner 18"',
      meaning: "one run, one session file",
    },
  ],
  run: async (values, [directory], context) => {
    const { runImport } = await import("../../session/run-import.ts");
    return runImport(
      {
        // Required above, so the parser has seen to it.
        directory: directory as string,
        outFile: values.out,
        seed: values.seed,
        title: values.title,
        overwrite: values.force,
      },
      context,
    );
  },
});
