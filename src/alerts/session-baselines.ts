import { median } from "simple-statistics";
import { type GaitMetric, gaitMetrics } from "../model/alert-rules.ts";
import type { MetricBaseline, SpeedBaseline } from "../model/runner-history.ts";
import { blockStrides, isSteady, spreadOf } from "./spread.ts";
import type { StrideValues } from "./stride-metrics.ts";

/** Strides of one metric at one speed, and what has become of them. */
interface Gathered {
  values: number[];
  baseline: MetricBaseline | null;
}

/** A baseline of fewer strides than this is mostly chance. */
const leastStrides = 60;

/**
 * What of the strides makes a baseline: all, or the first half where the gait has changed after it. A change amid a baseline would be its spread, and
 * so hide itself and all that come. Null where they are not steady from the beginning.
 */
function steadyPartOf(values: readonly number[]): readonly number[] | null {
  if (isSteady(values)) return values;
  const first = values.slice(0, Math.floor(values.length / 2));
  return first.length >= leastStrides && isSteady(first) ? first : null;
}

/** Baselines of one speed bin. Strides count until there are enough of them; then the baseline stands, whatever comes. */
class SpeedBin {
  readonly #needed: number;
  readonly #strideTimesS: number[] = [];
  readonly #gathered = new Map<GaitMetric, Gathered>();

  constructor(needed: number) {
    this.#needed = needed;
  }

  add(metric: GaitMetric, value: number): void {
    const gathered = this.#gathered.get(metric) ?? { values: [], baseline: null };
    this.#gathered.set(metric, gathered);
    if (gathered.baseline !== null) return;
    gathered.values.push(value);
    if (gathered.values.length < this.#needed) return;
    const steady = steadyPartOf(gathered.values);
    if (steady === null) gathered.values.splice(0, blockStrides);
    else gathered.baseline = { metric, ...spreadOf(steady), strides: steady.length };
  }

  addStrideTime(strideTimeS: number): void {
    if (this.#strideTimesS.length < this.#needed) this.#strideTimesS.push(strideTimeS);
  }

  /** @returns whether there was anything to forget. What was gathered once is still waited for. */
  forget(metric: GaitMetric): boolean {
    const known = this.#gathered.get(metric);
    if (known === undefined || known.values.length === 0) return false;
    this.#gathered.set(metric, { values: [], baseline: null });
    return true;
  }

  /** Keeps what is ready. @returns whether anything is. */
  forgetUnfinished(): boolean {
    for (const gathered of this.#gathered.values()) {
      if (gathered.baseline === null) gathered.values = [];
    }
    return this.ready.length > 0;
  }

  get(metric: GaitMetric): MetricBaseline | null {
    return this.#gathered.get(metric)?.baseline ?? null;
  }

  /** Strides of the metric that has the fewest; of those that have some. */
  get strides(): number {
    const counts = [...this.#gathered.values()].map(({ values }) => values.length);
    return counts.length === 0 ? 0 : Math.min(...counts);
  }

  get ready(): readonly MetricBaseline[] {
    return gaitMetrics.map((metric) => this.get(metric)).filter((baseline) => baseline !== null);
  }

  get isComplete(): boolean {
    return this.#gathered.size > 0 && this.ready.length === this.#gathered.size;
  }

  /** Median, s; null before the first stride. */
  get strideTimeS(): number | null {
    return this.#strideTimesS.length === 0 ? null : median(this.#strideTimesS);
  }
}

/** How far the baseline of a speed is. */
export interface BaselineProgress {
  readonly strides: number;
  readonly neededStrides: number;
  readonly isComplete: boolean;
  readonly metrics: readonly MetricBaseline[];
}

/** The session's own baselines, by the middle of the speed bin (null = speed not known). */
export class SessionBaselines {
  readonly #needed: number;
  readonly #bins = new Map<number | null, SpeedBin>();

  /** @param needed strides that a baseline is made of. */
  constructor(needed: number) {
    this.#needed = needed;
  }

  /** Takes a clean stride at the present speed. */
  add(speedKmH: number | null, stride: StrideValues, metrics: ReadonlySet<GaitMetric>): void {
    const bin = this.#bin(speedKmH);
    bin.addStrideTime(stride.strideTimeS);
    for (const [metric, value] of stride.values) if (metrics.has(metric)) bin.add(metric, value);
  }

  get(speedKmH: number | null, metric: GaitMetric): MetricBaseline | null {
    return this.#bins.get(speedKmH)?.get(metric) ?? null;
  }

  strideTimeS(speedKmH: number | null): number | null {
    return this.#bins.get(speedKmH)?.strideTimeS ?? null;
  }

  progress(speedKmH: number | null): BaselineProgress {
    const bin = this.#bins.get(speedKmH);
    return {
      strides: Math.min(bin?.strides ?? 0, this.#needed),
      neededStrides: this.#needed,
      isComplete: bin?.isComplete ?? false,
      metrics: bin?.ready ?? [],
    };
  }

  /** Those that are ready, for interpolation. */
  get all(): readonly SpeedBaseline[] {
    return [...this.#bins].map(([speedKmH, bin]) => ({
      speedKmH,
      strideTimeS: bin.strideTimeS ?? Number.NaN,
      metrics: bin.ready,
    }));
  }

  /** Begins a speed anew that was not ready yet. */
  restart(speedKmH: number | null): void {
    this.#bins.delete(speedKmH);
  }

  /** Begins anew what is not ready yet, at all speeds. */
  forgetUnfinished(): void {
    for (const [speedKmH, bin] of this.#bins) {
      if (!bin.forgetUnfinished()) this.#bins.delete(speedKmH);
    }
  }

  /** Begins everything anew. */
  reset(): void {
    this.#bins.clear();
  }

  /** Begins some metrics anew at all speeds. @returns whether there was anything to forget. */
  forget(metrics: readonly GaitMetric[]): boolean {
    let forgot = false;
    for (const bin of this.#bins.values()) {
      for (const metric of metrics) if (bin.forget(metric)) forgot = true;
    }
    return forgot;
  }

  #bin(speedKmH: number | null): SpeedBin {
    const known = this.#bins.get(speedKmH) ?? new SpeedBin(this.#needed);
    this.#bins.set(speedKmH, known);
    return known;
  }
}
