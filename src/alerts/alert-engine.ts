import type { AlertOutput } from "../model/alert-output.ts";
import type { AlertRules, DurationRule } from "../model/alert-rules.ts";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";
import { CuePolicy } from "./cue-policy.ts";
import { defaultAlertRules, defaultDuration } from "./default-alert-rules.ts";
import { longestTimeS } from "./duration-alerts.ts";
import { GaitWatch } from "./gait-watch.ts";
import { LoadAdviceTracker } from "./load-advice.ts";
import { PatternRuleWatch } from "./pattern-rule-watch.ts";
import { PlanTracker } from "./plan-tracker.ts";
import { type RuleWatch, ruleWatch } from "./rule-watches.ts";
import { ShakenStrides } from "./shaken-strides.ts";

/**
 * Everything that is said about a session beyond what is measured: alerts with what they rest on, the plan's progress, cues, and advice on
 * load. It comes out of the session's outputs and header alone: the same ones give the same words, live and in replay.
 */
export class AlertEngine {
  readonly #book = new AlertBook();
  readonly #loadAdvice: LoadAdviceTracker;
  readonly #plan: PlanTracker | null;
  readonly #watches: readonly RuleWatch[];
  readonly #gait: GaitWatch;
  readonly #patterns: readonly PatternRuleWatch[];
  readonly #cues: CuePolicy;
  readonly #shaken = new ShakenStrides();
  #nowS = 0;

  constructor(header: SessionHeader, catalogue: Catalogue) {
    const { plan, history } = header;
    const rules = header.alertRules ?? defaultAlertRules;
    const affected = header.runner.affectedSide ?? null;
    const enabled = Object.entries(rules.rules).filter(([, rule]) => rule.enabled);
    this.#loadAdvice = new LoadAdviceTracker(history ?? null, catalogue);
    this.#plan =
      plan === undefined ? null : new PlanTracker(plan, longestTimeS(plan, durationRule(rules)));
    this.#gait = new GaitWatch(header, rules, this.#book, catalogue);
    this.#watches = enabled
      .map(([ruleId, rule]) => ruleWatch(ruleId, rule, plan, this.#book, catalogue))
      .filter((watch) => watch !== null);
    this.#patterns = enabled.flatMap(([ruleId, rule]) =>
      rule.type === "pattern"
        ? [new PatternRuleWatch(ruleId, rule, affected, this.#book, catalogue)]
        : [],
    );
    this.#cues = new CuePolicy(rules, history?.sessions ?? 0, catalogue);
  }

  /** What follows from an output, in order; not the output itself. */
  take(output: SessionOutput): readonly SessionOutput[] {
    this.#nowS = Math.max(this.#nowS, output.timeS);
    const told = [...this.#alone(output)].flatMap((one): SessionOutput[] =>
      one.kind === "alert" ? [one, ...this.#patternsOf(one)] : [one],
    );
    // What is heard follows what is shown.
    const cues = [output, ...told].flatMap((one) => this.#cues.take(one));
    for (const cue of cues) this.#shaken.takeCue(cue);
    return [...told, ...cues];
  }

  *#alone(output: SessionOutput): Iterable<SessionOutput> {
    const advice = this.#loadAdvice.take(output);
    if (advice !== null) yield advice;
    if (this.#plan !== null) yield* this.#plan.take(output);
    for (const watch of this.#watches) yield* list(watch.take(output));
    if (output.kind === "alertAction" && output.action === "acknowledge") {
      yield* list(this.#book.acknowledge(output.alertId, output.by, output.timeS));
    }
    yield* this.#gait.take(this.#shaken.seen(output), this.#nowS);
  }

  #patternsOf(alert: AlertOutput): AlertOutput[] {
    return this.#patterns.flatMap((pattern) => list(pattern.take(alert)));
  }
}

/** The plan shows its longest time also where nobody is to be told when it is over. */
function durationRule({ rules }: AlertRules): DurationRule {
  return Object.values(rules).find((rule) => rule.type === "duration") ?? defaultDuration;
}

function list(alert: AlertOutput | null): AlertOutput[] {
  return alert === null ? [] : [alert];
}
