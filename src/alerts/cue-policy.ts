import {
  type AlertOutput,
  alertSeverities,
  type CueOutput,
  type PlanOutput,
} from "../model/alert-output.ts";
import type { AlertRules, CueChannel } from "../model/alert-rules.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { Catalogue } from "./catalogue.ts";

/** How pain is told where the policy has no channel for anything: it is always told. */
const painChannels: readonly CueChannel[] = ["sound", "spoken"];

/**
 * Part of the gait alerts that become a cue, 0 … 1: all in the first session, none once `fadeSessions` have been, evenly fewer between.
 * Feedback that fades is kept better than constant feedback (Willy et al. 2012, PMC3501612; review PMC7083994).
 */
export function cueShare(sessions: number, fadeSessions: number | null): number {
  return fadeSessions === null ? 1 : Math.max(0, 1 - sessions / fadeSessions);
}

/**
 * Chooses which alerts are heard, spoken or felt beside being shown, and tells what comes next in the plan.
 *
 * - An alert is told when it is raised and when it gets worse, by the channels of its severity. One that comes less than `minGapS` after the last
 *   waits, the most severe first, and is told if it still stands then and nobody has acknowledged it.
 * - Pain is always told, at once.
 * - Of changes of the gait only the share that is due (cueShare) is told, beginning with the first; which ones depends on their order alone.
 * - The plan's intervals are told at once, by the channels of "alert"; not while pain asks for a stop.
 */
export class CuePolicy {
  readonly #rules: AlertRules;
  readonly #catalogue: Catalogue;
  readonly #share: number;
  /** Of cues about the gait that are owed; one is told whenever it comes to a whole one. */
  #owed: number;
  #nowS = Number.NEGATIVE_INFINITY;
  #lastS = Number.NEGATIVE_INFINITY;
  readonly #waiting = new Map<string, AlertOutput>();
  /** Alerts that ask for a stop because of pain, and stand. */
  readonly #painIds = new Set<string>();
  #index: number | null = null;
  #isDone = false;

  /** @param sessions of the runner before this one. */
  constructor(rules: AlertRules, sessions: number, catalogue: Catalogue) {
    this.#rules = rules;
    this.#catalogue = catalogue;
    this.#share = cueShare(sessions, rules.feedback.fadeSessions);
    this.#owed = 1 - this.#share;
  }

  /** Takes every output of the session, alerts and plan included; others for their time. */
  take(output: SessionOutput): readonly CueOutput[] {
    this.#nowS = Math.max(this.#nowS, output.timeS);
    const cues: CueOutput[] = [];
    if (output.kind === "alert") cues.push(...this.#takeAlert(output));
    else if (output.kind === "plan") cues.push(...this.#takePlan(output));
    const waiting = this.#due();
    if (waiting !== null) cues.push(this.#tell(waiting, this.#channels(waiting)));
    return cues;
  }

  #takeAlert(alert: AlertOutput): readonly CueOutput[] {
    const { alertId, phase, severity } = alert;
    const isPain = this.#typeOf(alert) === "pain";
    if (isPain && phase !== "released" && severity === "alert") this.#painIds.add(alertId);
    if (phase === "released") this.#painIds.delete(alertId);
    if (phase === "released" || phase === "acknowledged") {
      this.#waiting.delete(alertId);
      return [];
    }
    const channels = this.#channels(alert);
    if (isPain) return [this.#tell(alert, channels)];
    if (channels.length > 0 && this.#isDueByShare(alert)) this.#waiting.set(alertId, alert);
    return [];
  }

  #typeOf({ ruleId }: AlertOutput): string | undefined {
    return this.#rules.rules[ruleId]?.type;
  }

  #channels(alert: AlertOutput): readonly CueChannel[] {
    const { watch, alert: most } = this.#rules.feedback;
    const channels = alert.severity === "alert" ? most : watch;
    if (this.#typeOf(alert) !== "pain" || channels.length > 0) return channels;
    return most.length > 0 ? most : painChannels;
  }

  #isDueByShare(alert: AlertOutput): boolean {
    const type = this.#typeOf(alert);
    if (type !== "gait" && type !== "pattern") return true;
    this.#owed += this.#share;
    // Tenths do not add up to a whole in binary.
    if (this.#share === 0 || this.#owed < 1 - 1e-9) return false;
    this.#owed -= 1;
    return true;
  }

  /** The alert whose turn it is. */
  #due(): AlertOutput | null {
    if (this.#nowS - this.#lastS < this.#rules.feedback.minGapS) return null;
    let due: AlertOutput | null = null;
    for (const alert of this.#waiting.values()) {
      if (due === null || rank(alert) > rank(due)) due = alert;
    }
    return due;
  }

  #tell(alert: AlertOutput, channels: readonly CueChannel[]): CueOutput {
    const { alertId, severity, message } = alert;
    this.#waiting.delete(alertId);
    this.#lastS = this.#nowS;
    return { kind: "cue", timeS: this.#nowS, channels, severity, text: message, alertId };
  }

  #takePlan(plan: PlanOutput): readonly CueOutput[] {
    const { index, interval, status, metronomeSpm } = plan;
    const isNext = interval !== null && index !== this.#index;
    const isDone = status === "done" && !this.#isDone;
    this.#index = index ?? this.#index;
    this.#isDone = status === "done";
    const channels = this.#rules.feedback.alert;
    if (!(isNext || isDone) || channels.length === 0 || this.#painIds.size > 0) return [];
    const text =
      interval === null
        ? this.#catalogue.planDone()
        : this.#catalogue.planInterval(interval, metronomeSpm);
    return [{ kind: "cue", timeS: this.#nowS, channels, severity: "info", text, alertId: null }];
  }
}

function rank({ severity }: AlertOutput): number {
  return alertSeverities.indexOf(severity);
}
