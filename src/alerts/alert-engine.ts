import type { AlertOutput } from "../model/alert-output.ts";
import type { AlertRules, GaitRule, PatternRule } from "../model/alert-rules.ts";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";
import { defaultAlertRules } from "./default-alert-rules.ts";
import { GaitWatch } from "./gait-watch.ts";
import { LoadAdviceTracker } from "./load-advice.ts";
import { PainRuleWatch } from "./pain-rule-watch.ts";
import { PatternRuleWatch } from "./pattern-rule-watch.ts";
import { PodSilentRule } from "./pod-silent-rule.ts";
import { PodSlipRule } from "./pod-slip-rule.ts";

/** A rule that looks at session outputs by itself. */
interface RuleWatch {
  take(output: SessionOutput): readonly SessionOutput[];
}

/**
 * All alerts of a session, out of its outputs and the rules in its header alone: the same outputs give the same alerts, live, in replay and in
 * any order of machines.
 */
export class AlertEngine {
  readonly #book = new AlertBook();
  readonly #catalogue: Catalogue;
  readonly #loadAdvice: LoadAdviceTracker;
  readonly #gait: GaitWatch;
  readonly #watches: readonly RuleWatch[];
  readonly #patterns: readonly PatternRuleWatch[];
  #nowS = 0;

  constructor(header: SessionHeader, catalogue: Catalogue) {
    const rules: AlertRules = header.alertRules ?? defaultAlertRules;
    const affected = header.runner.affectedSide ?? null;
    const enabled = Object.entries(rules.rules).filter(([, rule]) => rule.enabled);
    this.#catalogue = catalogue;
    this.#loadAdvice = new LoadAdviceTracker(header.history ?? null, catalogue);
    this.#gait = new GaitWatch(header, rules, this.#book, catalogue);
    this.#watches = enabled.flatMap(([ruleId, rule]): RuleWatch[] => {
      if (rule.type === "gait" || rule.type === "pattern") return [];
      return this.#watchOf(ruleId, rule);
    });
    this.#patterns = enabled.flatMap(([ruleId, rule]) =>
      rule.type === "pattern"
        ? [new PatternRuleWatch(ruleId, rule, affected, this.#book, catalogue)]
        : [],
    );
  }

  /** What follows from an output, in order; not the output itself. */
  take(output: SessionOutput): readonly SessionOutput[] {
    this.#nowS = Math.max(this.#nowS, output.timeS);
    const told: SessionOutput[] = [...list(this.#loadAdvice.take(output))];
    for (const watch of this.#watches) told.push(...watch.take(output));
    if (output.kind === "alertAction" && output.action === "acknowledge") {
      const { alertId, by, timeS } = output;
      told.push(...list(this.#book.acknowledge(alertId, by, timeS)));
    }
    told.push(...this.#gait.take(output, this.#nowS));
    return told.flatMap((one): SessionOutput[] =>
      one.kind === "alert" ? [one, ...this.#patternsOf(one)] : [one],
    );
  }

  #patternsOf(alert: AlertOutput): AlertOutput[] {
    return this.#patterns.flatMap((pattern) => list(pattern.take(alert)));
  }

  #watchOf(
    ruleId: string,
    rule: Exclude<AlertRules["rules"][string], GaitRule | PatternRule>,
  ): RuleWatch[] {
    switch (rule.type) {
      case "pain": {
        const pain = new PainRuleWatch(ruleId, rule, this.#book, this.#catalogue);
        return [
          {
            take: (output) => {
              if (output.kind === "entry") return list(pain.takeEntry(output));
              return output.kind === "alertAction" ? list(pain.takeAction(output)) : [];
            },
          },
        ];
      }
      case "pod-silent": {
        const silent = new PodSilentRule(ruleId, this.#book, this.#catalogue);
        return [
          { take: (output) => (output.kind === "podState" ? list(silent.take(output)) : []) },
        ];
      }
      case "pod-slip": {
        const slip = new PodSlipRule(ruleId, this.#book, this.#catalogue);
        return [
          { take: (output) => (output.kind === "calibration" ? list(slip.take(output)) : []) },
        ];
      }
      default:
        return [];
    }
  }
}

function list<Output>(output: Output | null): Output[] {
  return output === null ? [] : [output];
}
