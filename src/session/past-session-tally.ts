import type { BaselineOutput } from "../model/alert-output.ts";
import type { GaitMetric } from "../model/alert-rules.ts";
import type { MetricBaseline, PastSession, SpeedBaseline } from "../model/runner-history.ts";
import type { SessionHeader } from "../model/session-header.ts";
import type { EntryOutput, SessionOutput } from "../model/session-output.ts";

/** Collects what is kept of a session while it runs. */
export class PastSessionTally {
  readonly #header: SessionHeader;
  readonly #baselines = new Map<number | null, Map<GaitMetric, MetricBaseline>>();
  readonly #strideTimesS = new Map<number | null, number>();
  #strides = 0;
  #worstPain: number | null = null;
  #sharpPainOrCatch = false;
  #painLastMorning: number | null = null;

  constructor(header: SessionHeader) {
    this.#header = header;
  }

  take(output: SessionOutput): void {
    if (output.kind === "stride" && output.clean && !output.late) this.#strides += 1;
    else if (output.kind === "entry") this.#takeEntry(output);
    else if (output.kind === "baseline") this.#takeBaseline(output);
  }

  /** What was said of the morning after the last session; null where nothing was. */
  get painLastMorning(): number | null {
    return this.#painLastMorning;
  }

  /** What is to be kept; null where nobody ran and nobody said how the hip was, or nobody knows when that was. */
  session(): PastSession | null {
    const { sessionId, startedAt, runner } = this.#header;
    const isEmpty = this.#strides === 0 && this.#worstPain === null && !this.#sharpPainOrCatch;
    if (startedAt === null || isEmpty) return null;
    return {
      sessionId,
      startedAt,
      affectedSide: runner.affectedSide ?? null,
      strides: this.#strides,
      worstPain: this.#worstPain,
      sharpPainOrCatch: this.#sharpPainOrCatch,
      baselines: [...this.#baselines].flatMap(([speedKmH, metrics]): SpeedBaseline[] => {
        const strideTimeS = this.#strideTimesS.get(speedKmH);
        return strideTimeS === undefined
          ? []
          : [{ speedKmH, strideTimeS, metrics: [...metrics.values()] }];
      }),
      painNextMorning: null,
    };
  }

  #takeEntry({ entry, painLevel }: EntryOutput): void {
    if (entry === "pain-next-morning") this.#painLastMorning = painLevel;
    else if (entry === "pain") this.#worstPain = Math.max(this.#worstPain ?? 0, painLevel ?? 0);
    else if (entry === "sharp-pain" || entry === "catch") this.#sharpPainOrCatch = true;
  }

  #takeBaseline({ status, speedKmH, strideTimeS, metrics }: BaselineOutput): void {
    // Whoever begins them anew holds those so far for wrong.
    if (status === "reset") this.#baselines.clear();
    if (strideTimeS === null || metrics.length === 0) return;
    const known = this.#baselines.get(speedKmH) ?? new Map<GaitMetric, MetricBaseline>();
    for (const metric of metrics) known.set(metric.metric, metric);
    this.#baselines.set(speedKmH, known);
    this.#strideTimesS.set(speedKmH, strideTimeS);
  }
}
