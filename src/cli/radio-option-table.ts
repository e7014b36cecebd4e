import { CommandLineError } from "../config/user-error.ts";
import type { RadioOptions } from "../session/open-central.ts";
import { type OptionValues, switchOption, textOption } from "./option.ts";

/** The options of every command that uses the radio. */
export function radioOptionTable() {
  return {
    config: textOption({
      valueName: "FILE",
      description: "config file: which pods are yours and where they are worn (docs/config.md)",
      env: "HIPLINE_CONFIG",
      fallback: null,
      fallbackText: "hipline/config.json in your config folder",
    }),
    virtual: switchOption(
      "an emulated radio with emulated pods instead of the real one: everything else is the same",
    ),
    scenario: textOption({
      valueName: "NAME",
      description: "with --virtual: whose pods are emulated, as in hipline simulate",
      fallback: null,
    }),
  };
}

/** What these options ask for. @throws CommandLineError where they do not go together. */
export function radioOptions(values: OptionValues<ReturnType<typeof radioOptionTable>>): {
  readonly configFile: string | null;
  readonly radio: RadioOptions;
} {
  if (values.scenario !== null && !values.virtual) {
    throw new CommandLineError("--scenario is whose pods are emulated: it needs --virtual");
  }
  return {
    configFile: values.config,
    radio: { virtual: values.virtual ? { scenario: values.scenario } : null },
  };
}
