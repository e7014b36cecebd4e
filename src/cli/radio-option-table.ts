import { CommandLineError } from "../config/user-error.ts";
import type { RadioOptions } from "../session/open-central.ts";
import { type OptionValues, switchOption, textOption } from "./option.ts";

/** Which radio a command uses. */
export function virtualOptionTable() {
  return {
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

/** The options of every command that uses the radio for the pods of a config. */
export function radioOptionTable() {
  return {
    config: textOption({
      valueName: "FILE",
      description: "config file: which pods are yours and where they are worn (docs/config.md)",
      env: "HIPLINE_CONFIG",
      fallback: null,
      fallbackText: "hipline/config.json in your config folder",
    }),
    ...virtualOptionTable(),
  };
}

/** What these options ask for. @throws CommandLineError where they do not go together. */
export function virtualOptions(values: OptionValues<ReturnType<typeof virtualOptionTable>>): {
  readonly radio: RadioOptions;
} {
  if (values.scenario !== null && !values.virtual) {
    throw new CommandLineError("--scenario is whose pods are emulated: it needs --virtual");
  }
  return { radio: { virtual: values.virtual ? { scenario: values.scenario } : null } };
}

/** What these options ask for. @throws CommandLineError where they do not go together. */
export function radioOptions(values: OptionValues<ReturnType<typeof radioOptionTable>>): {
  readonly configFile: string | null;
  readonly radio: RadioOptions;
} {
  return { configFile: values.config, ...virtualOptions(values) };
}
