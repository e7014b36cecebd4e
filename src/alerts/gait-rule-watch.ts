import { median } from "simple-statistics";
import type {
  AlertFinding,
  AlertOutput,
  BaselineReference,
  RuleState,
  Suspension,
} from "../model/alert-output.ts";
import type { ChangeLimit, GaitRule } from "../model/alert-rules.ts";
import type { Side } from "../model/pod.ts";
import type { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";
import { changeCi95 } from "./spread.ts";
import type { StrideValues } from "./stride-metrics.ts";

/** What a rule is asked with at a stride. */
export interface Asked {
  readonly stride: StrideValues;
  /** Null where there is nothing to compare with. */
  readonly baseline: BaselineReference | null;
  readonly suspended: Suspension | null;
  /** Now, s: alerts are told in the order of time, and a stride is told a little after its end. */
  readonly nowS: number;
}

interface WindowStride {
  readonly timeS: number;
  readonly value: number;
  readonly stanceTimeS: number;
}

type Limits = Readonly<Record<"watch" | "alert", number>>;

/** After so many strides on end without a value it is not measured: not calibrated yet, mostly. One stride alone may lack samples. */
const missingStrides = 10;

/** Strides on end that are beyond something. */
class Run {
  strides = 0;
  sinceS = 0;

  add(isBeyond: boolean, timeS: number): void {
    if (!isBeyond) this.strides = 0;
    else {
      if (this.strides === 0) this.sinceS = timeS;
      this.strides += 1;
    }
  }

  reset(): void {
    this.strides = 0;
  }
}

/**
 * One gait rule at work: the median of the newest strides against the baseline, with persistence, hysteresis and cool-down. Single
 * strides say nothing, and textbook limits for independent values fail, because strides remember each other (docs/alerts.md).
 */
export class GaitRuleWatch {
  readonly ruleId: string;
  readonly rule: GaitRule;
  readonly #side: Side | null;
  readonly #book: AlertBook;
  readonly #catalogue: Catalogue;
  #window: WindowStride[] = [];
  readonly #watch = new Run();
  readonly #alert = new Run();
  readonly #calm = new Run();
  /** Which way the change goes that is being followed, where the rule takes either. */
  #sign = 1;
  /** Why the window is not full. */
  #unfilled: Suspension = "gathering";
  /** Clean strides on end that had no value. */
  #withoutValue = 0;
  #suspended: Suspension | null = "no-baseline";
  #finding: RuleState["finding"] = null;
  /** By severity, in the metric's unit; null where there is no baseline. */
  #limits: Limits | null = null;

  /** @param side affected side; null where it is not known, or the metric has none. */
  constructor(
    ruleId: string,
    rule: GaitRule,
    side: Side | null,
    book: AlertBook,
    catalogue: Catalogue,
  ) {
    this.ruleId = ruleId;
    this.rule = rule;
    this.#side = rule.metric === "pelvicTiltDeg" ? null : side;
    this.#book = book;
    this.#catalogue = catalogue;
  }

  get state(): RuleState {
    const open = this.#book.standing(this.ruleId);
    const severity = open?.severity ?? null;
    return {
      ruleId: this.ruleId,
      metric: this.rule.metric,
      direction: this.rule.direction,
      standing: severity === "watch" || severity === "alert" ? severity : null,
      finding: this.#suspended === null ? this.#finding : null,
      suspended: this.#suspended,
      watchLimit: this.#limits?.watch ?? null,
      alertLimit: this.#limits?.alert ?? null,
    };
  }

  /**
   * Strides at another speed, or of a pod that has turned, are not compared with those to come.
   * @param why what is said while the window fills anew.
   */
  clear(why: "speed-changed" | "gathering"): void {
    if (this.#window.length > 0) this.#unfilled = why;
    this.#window = [];
    this.#restart();
  }

  /** Nothing can be said for now: whatever was beyond a limit must show itself anew. */
  suspend(reason: Suspension): void {
    this.#suspended = reason;
    this.#restart();
  }

  /** Releases what was measured against a baseline that is gone. */
  release(nowS: number, by: string): AlertOutput | null {
    this.clear("gathering");
    this.suspend("no-baseline");
    this.#limits = null;
    return this.#book.release(this.ruleId, nowS, this.#catalogue.gaitBaselineReset(by));
  }

  /** Takes a clean stride. */
  take(asked: Asked): AlertOutput | null {
    const { stride, baseline, suspended } = asked;
    const value = stride.values.get(this.rule.metric);
    this.#withoutValue = value === undefined ? this.#withoutValue + 1 : 0;
    const isMeasured = this.#withoutValue < missingStrides;
    const reason = suspended ?? (isMeasured ? null : "not-measured");
    if (reason !== null && reason !== "warming-up") {
      this.suspend(reason);
      return null;
    }
    if (value === undefined) return null;
    const { timeS, stanceTimeS } = stride;
    this.#window.push({ timeS, value, stanceTimeS });
    if (this.#window.length > this.rule.windowStrides) this.#window.shift();
    const isFull = this.#window.length === this.rule.windowStrides;
    if (isFull) this.#unfilled = "gathering";
    this.#limits = baseline === null ? null : this.#limitsOf(baseline);
    const why = suspended ?? this.#whyNot(baseline, isFull);
    if (why !== null || baseline === null || this.#limits === null) {
      this.suspend(why ?? "no-baseline");
      return null;
    }
    this.#suspended = null;
    return this.#compare(baseline, this.#limits, asked.nowS);
  }

  #whyNot(baseline: BaselineReference | null, isFull: boolean): Suspension | null {
    if (baseline === null) return "no-baseline";
    const { leastBaseline } = this.rule;
    if (leastBaseline !== null && baseline.centre < leastBaseline) return "baseline-too-small";
    return isFull ? null : this.#unfilled;
  }

  #restart(): void {
    this.#watch.reset();
    this.#alert.reset();
    this.#calm.reset();
  }

  #compare(baseline: BaselineReference, limits: Limits, nowS: number): AlertOutput | null {
    const finding = this.#measure(baseline);
    this.#finding = finding;
    const open = this.#book.standing(this.ruleId);
    this.#follow(finding.change);
    const size = this.#sign * finding.change;
    this.#watch.add(size >= limits.watch, finding.toS);
    this.#alert.add(size >= limits.alert, finding.toS);
    if (open !== null) {
      const limit = open.severity === "alert" ? limits.alert : limits.watch;
      this.#calm.add(size < this.rule.releasePart * limit, finding.toS);
      if (this.#calm.strides >= this.rule.releaseStrides) {
        this.#restart();
        const over = { ...finding, limit, sinceS: this.#calm.sinceS };
        const message = this.#catalogue.gaitIsBack(this.#change(over));
        return this.#book.release(this.ruleId, nowS, message, { finding: over });
      }
    }
    return this.#raise(finding, limits, nowS);
  }

  /** Follows a change the way it goes; from one way to the other it must show itself anew, but it has not been calm between. */
  #follow(change: number): void {
    const { direction } = this.rule;
    if (direction !== "either") this.#sign = direction === "increase" ? 1 : -1;
    else if (Math.sign(change) !== this.#sign) {
      this.#sign = Math.sign(change) || 1;
      this.#watch.reset();
      this.#alert.reset();
    }
  }

  #raise(
    finding: NonNullable<RuleState["finding"]>,
    limits: Limits,
    nowS: number,
  ): AlertOutput | null {
    const { persistenceStrides, cooldownS } = this.rule;
    const isAlert = this.#alert.strides >= persistenceStrides;
    if (!isAlert && this.#watch.strides < persistenceStrides) return null;
    const open = this.#book.standing(this.ruleId);
    const severity = isAlert ? "alert" : "watch";
    const isCooling = this.#book.isCooling(this.ruleId, severity, nowS, cooldownS);
    if (open === null && isCooling) return null;
    const { sinceS } = isAlert ? this.#alert : this.#watch;
    const full: AlertFinding = { ...finding, limit: limits[severity], sinceS };
    const message = this.#catalogue.gaitChanged(this.#change(full));
    const was = open?.finding?.change ?? finding.change;
    const isOtherWay = Math.sign(was) !== Math.sign(finding.change);
    if (open !== null && isOtherWay && (isAlert || open.severity === "watch")) {
      return this.#book.escalate(open, severity, nowS, message, { finding: full });
    }
    return this.#book.raise(this.ruleId, severity, nowS, message, { finding: full });
  }

  #measure(baseline: BaselineReference): NonNullable<RuleState["finding"]> {
    const value = median(this.#window.map((one) => one.value));
    const change = value - baseline.centre;
    const strides = this.#window.length;
    return {
      metric: this.rule.metric,
      side: this.#side,
      value,
      baseline,
      change,
      changePct: this.rule.changeIn === "percent" ? partPct(change, baseline.centre) : null,
      ci95: changeCi95(baseline.blockSd, strides, baseline.strides),
      strides,
      fromS: this.#window[0]?.timeS ?? 0,
      toS: this.#window.at(-1)?.timeS ?? 0,
    };
  }

  #limitsOf(baseline: BaselineReference): Limits {
    const watch = this.#limit(this.rule.watch, baseline);
    return { watch, alert: Math.max(watch, this.#limit(this.rule.alert, baseline)) };
  }

  #limit({ change, sd }: ChangeLimit, { centre, blockSd }: BaselineReference): number {
    const plain = this.rule.changeIn === "percent" ? (change / 100) * Math.abs(centre) : change;
    return Math.max(plain, sd * blockSd);
  }

  #change(finding: AlertFinding) {
    return { finding, stanceTimeS: median(this.#window.map((one) => one.stanceTimeS)) };
  }
}

/** With the sign of the change, %; null of nothing. */
function partPct(change: number, centre: number): number | null {
  return centre === 0 ? null : (100 * change) / Math.abs(centre);
}
