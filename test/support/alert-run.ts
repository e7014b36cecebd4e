import { AlertEngine } from "../../src/alerts/alert-engine.ts";
import { english } from "../../src/alerts/english.ts";
import type { AlertOutput } from "../../src/model/alert-output.ts";
import type { Side } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type {
  ContactMethod,
  PodLiveness,
  PodStateOutput,
  SessionOutput,
  StrideOutput,
} from "../../src/model/session-output.ts";
import { kmHPerMPerS } from "../../src/model/units.ts";
import { ofKind } from "./recorded-events.ts";
import { sampleStride, sampleStrideAngle } from "./sample-stride.ts";
import { testHeader } from "./test-header.ts";
import { podStateAt } from "./told-outputs.ts";

/** How somebody runs for a while. The left side is the affected one. */
export interface Stretch {
  /** Of each side. */
  readonly strides: number;
  /** Symmetry index, + = left stance shorter, percent. */
  readonly leftShorterPct?: number;
  readonly tiltDeg?: number;
  readonly leftDropDeg?: number;
  readonly rightDropDeg?: number;
  readonly leftRotationDeg?: number;
  readonly strideTimeS?: number;
  readonly clean?: boolean;
  /** Last moment: everything in a stride may be another. */
  readonly change?: (stride: StrideOutput) => StrideOutput;
}

const leftAffected: SessionHeader = { ...testHeader, runner: { affectedSide: "left" } };

const stanceTimeS = 0.25;

/**
 * Somebody who runs on paper: outputs as the pipeline tells them, stride by stride, into the alert engine. Every value wavers a little in
 * a fixed way, so that no two strides are alike.
 */
export class AlertRun {
  readonly header: SessionHeader;
  /** What went in, and what came out. */
  readonly taken: SessionOutput[] = [];
  readonly told: SessionOutput[] = [];
  /** How landings are timed. */
  method: ContactMethod = "pelvis-thigh-force";
  readonly #engine: AlertEngine;
  #timeS = 0;
  #toldActivityS = -1;
  #strides = 0;

  constructor(changes: Partial<SessionHeader> = {}) {
    this.header = { ...leftAffected, ...changes };
    this.#engine = new AlertEngine(this.header, english);
    for (const { placement } of this.header.pods) this.pod(placement, "live");
  }

  get timeS(): number {
    return this.#timeS;
  }

  get alerts(): readonly AlertOutput[] {
    return ofKind(this.told, "alert");
  }

  /** "raised watch stance-shortened", one line per step. */
  get story(): readonly string[] {
    return this.alerts.map(({ phase, severity, ruleId }) => `${phase} ${severity} ${ruleId}`);
  }

  take(output: SessionOutput): this {
    this.taken.push(output);
    this.told.push(...this.#engine.take(output));
    return this;
  }

  pod(placement: PodStateOutput["placement"], liveness: PodLiveness): this {
    const podId = this.header.pods.find((one) => one.placement === placement)?.podId ?? "";
    return this.take(podStateAt(this.#timeS, { podId, placement, liveness }));
  }

  belt(speedKmH: number | null): this {
    const beltSpeedMPerS = speedKmH === null ? null : speedKmH / kmHPerMPerS;
    return this.take({ kind: "beltSpeed", timeS: this.#timeS, beltSpeedMPerS });
  }

  enter(entry: "pain" | "sharp-pain" | "catch" | "effort", level: number | null = null): this {
    return this.take({
      kind: "entry",
      timeS: this.#timeS,
      entry,
      painLevel: entry === "pain" ? level : null,
      effortLevel: entry === "effort" ? level : null,
    });
  }

  /** Warm-up and baseline at the present speed. */
  settle(stretch: Partial<Stretch> = {}): this {
    return this.run({ strides: 220, ...stretch });
  }

  run(stretch: Stretch): this {
    for (let i = 0; i < stretch.strides; i++) {
      this.#stride("right", stretch);
      this.#stride("left", stretch);
    }
    return this;
  }

  stand(seconds: number): this {
    for (let i = 0; i < seconds; i++) {
      this.#timeS += 1;
      this.#activity("standing");
    }
    return this;
  }

  #activity(activity: "running" | "standing"): void {
    this.#toldActivityS = this.#timeS;
    const { timeS } = this;
    this.take({ kind: "activity", timeS, activity, sinceS: timeS, absent: null });
  }

  #stride(side: Side, stretch: Stretch): void {
    const { leftShorterPct = 0, tiltDeg = 10, strideTimeS = 0.72, clean = true } = stretch;
    const { leftDropDeg = 3, rightDropDeg = 3, leftRotationDeg = 10 } = stretch;
    this.#timeS += strideTimeS / 2;
    if (this.#timeS - this.#toldActivityS >= 1) this.#activity("running");
    this.#strides += 1;
    // An even wave of some strides: its medians are those of no wave at all.
    const waver = Math.sin(this.#strides * 2.399);
    const timeS = this.#timeS;
    const sign = side === "left" ? -1 : 1;
    const stance = stanceTimeS * (1 + (sign * leftShorterPct) / 200 + 0.001 * waver);
    this.take({
      kind: "gaitEvent",
      type: "toeOff",
      side,
      timeS: timeS - strideTimeS + stance,
      decidedAtS: timeS,
      method: this.method,
      sideMethod: "both-thighs",
      confidence: 1,
    });
    const stride = sampleStride(side, timeS, {
      initialContactS: timeS - strideTimeS,
      strideTimeS,
      stanceTimeS: stance,
      pelvicTiltMeanDeg: tiltDeg + 0.02 * waver,
      hipInternalRotationStanceExcursionDeg:
        (side === "left" ? leftRotationDeg : 10) + 0.02 * waver,
      clean,
    });
    this.take(stretch.change?.(stride) ?? stride);
    const drop = (side === "left" ? leftDropDeg : rightDropDeg) + 0.02 * waver;
    this.take(
      sampleStrideAngle(side, timeS, {
        angle: "pelvicObliquity",
        curveDeg: Array.from({ length: 101 }, () => sign * drop),
        clean,
      }),
    );
  }
}
