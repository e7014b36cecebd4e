import { CommandLineError } from "../../config/user-error.ts";
import { didYouMean, nearest } from "../../model/nearest.ts";
import { defineCommand } from "../command.ts";
import { textOption } from "../option.ts";

const actions = ["check", "explain", "show", "schema"] as const;

export const rulesCommand = defineCommand({
  name: "rules",
  summary: "check, explain and show the rules that alerts go by",
  description:
    "`check FILE` says whether a rules file is sound, and what it changes. `explain ID` says in plain words what a rule does. " +
    "`show` prints the default rules, to start a file of your own from; such a file needs to hold only what differs. `schema` prints the " +
    "file's JSON Schema, for editors. No rule is clinically validated. See docs/alerts.md.",
  positionals: [
    { name: "ACTION", required: true, description: actions.join(", ") },
    {
      name: "WHAT",
      required: false,
      description: "rules file (.json) to check, or name of the rule to explain",
    },
  ],
  options: {
    rules: textOption({
      valueName: "FILE",
      description: "of explain: rules file whose rule it is",
      fallback: null,
      fallbackText: "the rules that come with Hipline",
    }),
  },
  examples: [
    { line: "hipline rules check coach.json", meaning: "is it sound, and what does it change" },
    {
      line: "hipline rules explain stance-shortened --rules coach.json",
      meaning: "what that rule does as the file has it",
    },
    { line: "hipline rules show > coach.json", meaning: "a file to start from" },
  ],
  run: async (values, [action, what], context) => {
    const { checkRules, defaultRulesText, explainRules, rulesSchemaText } = await import(
      "../../session/run-rules.ts"
    );
    if (values.rules !== null && action !== "explain") {
      throw new CommandLineError("--rules goes with explain only");
    }
    switch (action) {
      case "check":
        return checkRules(needed(what, "the rules file: hipline rules check FILE"), context);
      case "explain":
        return explainRules(
          needed(what, "the rule's name: hipline rules explain ID"),
          values.rules,
          context,
        );
      case "show":
      case "schema":
        if (what !== undefined) {
          throw new CommandLineError(`${JSON.stringify(what)} is one argument too many`);
        }
        context.output.print(action === "show" ? defaultRulesText() : rulesSchemaText());
        return 0;
      default: {
        const meant = didYouMean(nearest(action ?? "", actions));
        throw new CommandLineError(
          `ACTION is ${JSON.stringify(action)}; it must be one of ${actions.join(", ")}${meant}`,
        );
      }
    }
  },
});

function needed(what: string | undefined, missing: string): string {
  if (what === undefined) throw new CommandLineError(`missing is ${missing}`);
  return what;
}
