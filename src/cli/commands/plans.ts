import { defineCommand } from "../command.ts";

export const plansCommand = defineCommand({
  name: "plans",
  summary: "list the plans of walking and running that come with Hipline",
  description:
    "Lists the plans that --plan and the config take by name. None of them is clinically validated. A plan of your own is a file, " +
    "see docs/plans.md.",
  positionals: [],
  options: {},
  examples: [{ line: "hipline plans", meaning: "what there is" }],
  run: async (_values, _positionals, context) => {
    const { listPlans } = await import("../../session/list-plans.ts");
    return listPlans(context);
  },
});
