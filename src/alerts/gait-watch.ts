import { median } from "simple-statistics";
import type {
  AlertOutput,
  BaselineOutput,
  BaselineReference,
  GaitWatchOutput,
  RuleState,
  Suspension,
} from "../model/alert-output.ts";
import { type AlertRules, type GaitMetric, gaitMetrics } from "../model/alert-rules.ts";
import type { PersonalBaseline } from "../model/runner-history.ts";
import type { SessionHeader } from "../model/session-header.ts";
import type { CalibrationOutput, SessionOutput } from "../model/session-output.ts";
import type { AlertBook } from "./alert-book.ts";
import { baselineReference } from "./baseline-reference.ts";
import type { Catalogue } from "./catalogue.ts";
import { GaitGate } from "./gait-gate.ts";
import { GaitRuleWatch } from "./gait-rule-watch.ts";
import { SessionBaselines } from "./session-baselines.ts";
import { SpeedBins } from "./speed-bins.ts";
import { StrideMetrics, type StrideValues } from "./stride-metrics.ts";

/** Newest strides that must mostly be clean, and that tell the pace. */
const recentStrides = 20;

/** How often a state is told anew that has not changed, strides. */
const repeatStrides = 10;

/** After so long without a clean stride the newest ones are of another run, s. */
const forgottenAfterS = 60;

/** Outputs that may suspend a rule, or wake it, beside strides. */
const stateChangers: ReadonlySet<SessionOutput["kind"]> = new Set([
  "activity",
  "podState",
  "calibration",
  "beltSpeed",
  "treadmill",
  "entry",
  "alertAction",
  "baselineReset",
]);

type Told = AlertOutput | BaselineOutput | GaitWatchOutput;

/** All gait rules of a session with what they compare with. */
export class GaitWatch {
  readonly #rules: AlertRules;
  readonly #header: SessionHeader;
  readonly #book: AlertBook;
  readonly #metrics: StrideMetrics;
  readonly #bins: SpeedBins;
  readonly #gate: GaitGate;
  readonly #baselines: SessionBaselines;
  readonly #watches: readonly GaitRuleWatch[];
  readonly #gaitRuleIds: ReadonlySet<string>;
  readonly #painRuleIds: ReadonlySet<string>;
  /** Whether each of the newest strides was clean, and its time, s. */
  #recent: { readonly clean: boolean; readonly strideTimeS: number }[] = [];
  /** Speed bin of the strides in the rules' windows. */
  #windowKmH: number | null = null;
  #lastCleanS = Number.NEGATIVE_INFINITY;
  #stridesSinceTold = 0;
  #toldWatch = "";
  #toldBaseline = "";

  constructor(header: SessionHeader, rules: AlertRules, book: AlertBook, catalogue: Catalogue) {
    const affected = header.runner.affectedSide ?? null;
    this.#rules = rules;
    this.#header = header;
    this.#book = book;
    this.#metrics = new StrideMetrics(affected);
    this.#bins = new SpeedBins(rules.baseline.speedBinKmH);
    this.#gate = new GaitGate(header.pods, affected, rules.baseline.warmUpS);
    this.#baselines = new SessionBaselines(rules.baseline.strides);
    const enabled = Object.entries(rules.rules).filter(([, rule]) => rule.enabled);
    this.#watches = enabled.flatMap(([ruleId, rule]) =>
      rule.type === "gait" ? [new GaitRuleWatch(ruleId, rule, affected, book, catalogue)] : [],
    );
    this.#gaitRuleIds = new Set(this.#watches.map(({ ruleId }) => ruleId));
    this.#painRuleIds = new Set(
      enabled.filter(([, rule]) => rule.type === "pain").map(([ruleId]) => ruleId),
    );
  }

  /** @param nowS newest time that anything has told of, s. */
  take(output: SessionOutput, nowS: number): readonly Told[] {
    this.#gate.take(output);
    this.#bins.take(output);
    const told: Told[] = [];
    if (output.kind === "baselineReset") told.push(...this.#reset(output.by, nowS));
    if (output.kind === "calibration") told.push(...this.#recalibrated(output, nowS));
    const stride = this.#metrics.take(output);
    if (stride !== null) told.push(...this.#takeStride(stride, nowS));
    if (stride === null && !stateChangers.has(output.kind)) return told;
    for (const watch of this.#watches) {
      const reason = this.#suspensionOf(watch.rule.metric);
      if (reason !== null && reason !== "warming-up") watch.suspend(reason);
    }
    // What is told now has begun before: what was gathered meanwhile is no baseline.
    const resting = this.#baselineSuspension();
    if (resting === "pain" || resting === "alert-stands") this.#baselines.forgetUnfinished();
    told.push(...this.#tellBaseline(nowS), ...this.#tellWatch(nowS));
    return told;
  }

  get #speedKmH(): number | null {
    return this.#bins.currentKmH;
  }

  #takeStride(stride: StrideValues, nowS: number): Told[] {
    const { clean, strideTimeS, timeS, isTimedBetter } = stride;
    this.#recent = [...this.#recent, { clean, strideTimeS }].slice(-recentStrides);
    this.#stridesSinceTold += 1;
    const told = isTimedBetter ? this.#forget(["stanceTimeSymmetryIndexPct"], nowS) : [];
    if (!clean) return told;
    const speedKmH = this.#speedKmH;
    if (speedKmH !== this.#windowKmH) this.#clear("speed-changed");
    else if (timeS - this.#lastCleanS > forgottenAfterS) this.#clear("gathering");
    this.#windowKmH = speedKmH;
    this.#lastCleanS = timeS;
    this.#gather(stride);
    for (const watch of this.#watches) {
      const suspended = this.#suspensionOf(watch.rule.metric);
      const baseline = this.#reference(watch);
      const alert = watch.take({ stride, baseline, suspended, nowS });
      if (alert !== null) told.push(alert);
    }
    return told;
  }

  #clear(why: "speed-changed" | "gathering"): void {
    for (const watch of this.#watches) watch.clear(why);
  }

  #gather(stride: StrideValues): void {
    if (this.#baselineSuspension() !== null) return;
    // With nobody to tell the speed, a baseline of several paces would be none.
    const soFarS = this.#speedKmH === null ? this.#baselines.strideTimeS(null) : null;
    if (soFarS !== null && this.#isOtherPace(stride.strideTimeS, soFarS)) {
      // One stride alone is no other pace.
      if (!this.#isOtherPace(this.#paceS, soFarS)) return;
      if (this.#baselines.progress(null).metrics.length > 0) return;
      this.#baselines.restart(null);
    }
    this.#gate.holdIncline();
    const metrics = new Set(gaitMetrics.filter((one) => this.#suspensionOf(one) === null));
    this.#baselines.add(this.#speedKmH, stride, metrics);
  }

  /** Stride time of the newest strides; there is one at least. */
  get #paceS(): number {
    return median(this.#recent.map((one) => one.strideTimeS));
  }

  #isOtherPace(strideTimeS: number, baselineS: number): boolean {
    const partPct = (100 * Math.abs(strideTimeS - baselineS)) / baselineS;
    return partPct > this.#rules.quality.strideTimePct;
  }

  #reference(watch: GaitRuleWatch): BaselineReference | null {
    const { metric, baseline } = watch.rule;
    return baselineReference(metric, baseline, this.#speedKmH, this.#baselines, this.#usual());
  }

  /** What is usual for the runner; with nobody to tell the speed, only what was run at this pace. */
  #usual(): PersonalBaseline | null {
    const usual = this.#header.history?.personalBaseline ?? null;
    if (usual === null || this.#speedKmH !== null) return usual;
    if (this.#recent.length === 0) return null;
    const paceS = this.#paceS;
    const speeds = usual.speeds.filter(
      ({ speedKmH, strideTimeS }) => speedKmH === null && !this.#isOtherPace(paceS, strideTimeS),
    );
    return { ...usual, speeds };
  }

  /** Why a metric can be neither compared nor gathered now. */
  #suspensionOf(metric: GaitMetric): Suspension | null {
    const gate = this.#gate.suspensionOf(metric);
    if (gate !== null) return gate;
    if (this.#recent.length < recentStrides) return null;
    const clean = this.#recent.filter((one) => one.clean).length;
    if (clean < this.#rules.quality.cleanPart * recentStrides) return "unclean-strides";
    if (this.#speedKmH !== null) return null;
    const baselineS = this.#baselines.strideTimeS(null);
    const isReady = this.#baselines.progress(null).metrics.length > 0;
    if (baselineS === null || !isReady) return null;
    return this.#isOtherPace(this.#paceS, baselineS) ? "pace-differs" : null;
  }

  /** Why no baseline grows now, whatever the metric. */
  #baselineSuspension(): Suspension | null {
    const standing = this.#book.all;
    if (standing.some(({ ruleId }) => this.#painRuleIds.has(ruleId))) return "pain";
    if (standing.some(({ ruleId }) => this.#gaitRuleIds.has(ruleId))) return "alert-stands";
    return this.#suspensionOf("pelvicTiltDeg");
  }

  #reset(by: string, nowS: number): Told[] {
    this.#baselines.reset();
    return [...this.#release(this.#watches, by, nowS), this.#baselineOutput("reset", nowS, by)];
  }

  /** A pod that was calibrated anew measures from another zero, and in another direction once its forward is found. */
  #recalibrated({ stage, verdict, placement }: CalibrationOutput, nowS: number): Told[] {
    if (verdict === "swapped" || verdict === "swapped-with-pelvis") {
      // What has come so far is of the other leg, or of none.
      this.#clear("gathering");
      this.#baselines.forgetUnfinished();
    }
    const isMounted = stage === "standing" && verdict === "good";
    const isTurned = stage === "gait" && (verdict === "good" || verdict === "turned");
    if (!isMounted && !isTurned) return [];
    const metrics = gaitMetrics.filter(
      (metric) =>
        metric !== "stanceTimeSymmetryIndexPct" &&
        this.#gate.placementsOf(metric).includes(placement),
    );
    return this.#forget(metrics, nowS);
  }

  /** What was measured of these before is not to be compared with what comes. */
  #forget(metrics: readonly GaitMetric[], nowS: number): Told[] {
    const by = "calibration";
    const forgot = this.#baselines.forget(metrics);
    const watches = this.#watches.filter((watch) => metrics.includes(watch.rule.metric));
    const released = this.#release(watches, by, nowS);
    return forgot ? [...released, this.#baselineOutput("reset", nowS, by)] : released;
  }

  #release(watches: readonly GaitRuleWatch[], by: string, nowS: number): AlertOutput[] {
    return watches.flatMap((watch) => watch.release(nowS, by) ?? []);
  }

  #baselineOutput(
    status: BaselineOutput["status"],
    timeS: number,
    resetBy: string | null,
  ): BaselineOutput {
    const speedKmH = this.#speedKmH;
    const { strides, neededStrides, metrics } = this.#baselines.progress(speedKmH);
    const source = this.#watches.map((watch) => this.#reference(watch)).find((one) => one !== null);
    return {
      kind: "baseline",
      timeS,
      speedKmH,
      status,
      suspended: status === "ready" ? null : this.#baselineSuspension(),
      source: source?.source ?? null,
      ageDays: source?.ageDays ?? null,
      strides,
      neededStrides,
      strideTimeS: metrics.length === 0 ? null : this.#baselines.strideTimeS(speedKmH),
      metrics,
      resetBy,
    };
  }

  #tellBaseline(nowS: number): BaselineOutput[] {
    const { isComplete } = this.#baselines.progress(this.#speedKmH);
    const output = this.#baselineOutput(isComplete ? "ready" : "gathering", nowS, null);
    const decade = Math.floor(output.strides / repeatStrides);
    const word = [
      output.speedKmH,
      output.status,
      output.suspended,
      output.source,
      output.metrics.length,
      isComplete ? 0 : decade,
    ].join();
    if (word === this.#toldBaseline) return [];
    this.#toldBaseline = word;
    return [output];
  }

  #tellWatch(nowS: number): GaitWatchOutput[] {
    const rules = this.#watches.map((watch) => watch.state);
    const word = rules.map(({ suspended, standing }) => `${suspended} ${standing}`).join();
    if (word === this.#toldWatch && this.#stridesSinceTold < repeatStrides) return [];
    this.#toldWatch = word;
    this.#stridesSinceTold = 0;
    return [{ kind: "gaitWatch", timeS: nowS, suspended: commonSuspension(rules), rules }];
  }
}

/** Why no rule can say anything: where their reasons differ, the first one that may pass; null where some can. */
function commonSuspension(rules: readonly RuleState[]): Suspension | null {
  const reasons = rules.map(({ suspended }) => suspended).filter((reason) => reason !== null);
  if (reasons.length < rules.length) return null;
  const mayPass = (reason: Suspension) => reason !== "no-pod" && reason !== "affected-side-unknown";
  return reasons.find(mayPass) ?? reasons[0] ?? null;
}
