import { textOption, type ValueOption } from "./option.ts";

/** What the runner means to do. @param fallbackText how the help words what holds where it is not given. */
export function planOption(fallbackText: string): ValueOption<string | null> {
  return textOption({
    valueName: "NAME",
    description:
      "what the runner means to do: a plan that comes with Hipline (`hipline plans` lists them), or a plan file (.json, see docs/plans.md)",
    fallback: null,
    fallbackText,
  });
}
