/** Ticks per second of the clock that the timeline gives: those of a Hipline pod. */
const tickRateHz = 32768;
const ticksPerMs = tickRateHz / 1000;

/** A timestamp that is back by more than this is a clock that began again, ms; by less, a value that is late. */
const reorderMs = 2000;

/** How much the line trusts the nominal rate before it has seen any timestamp, in batches. */
const priorBatches = 3;
/** Gains that the line settles to: quick enough for a sensor that warms up, slow enough to average the steps of the timestamps. */
const settledPhaseGain = 0.1;
const settledRateGain = 0.005;
/** A batch is moved by at most this part of a sample against the one before, so that no sample seems lost or doubled. */
const largestMove = 0.4;

/** Where a batch is on the sensor's clock. */
export interface BatchTicks {
  /** Of the first sample; wraps after 2^32. */
  readonly ticks: number;
  /** From the first to the last sample. */
  readonly spanTicks: number;
}

/**
 * Gives the batches of a sensor that only states whole milliseconds, or coarser, a smooth clock in ticks of 1/32768 s. Samples
 * follow each other evenly, so a line through (sample number, timestamp) tells when each was taken better than its timestamp
 * does: the line is followed with the gains of a growing least-squares fit that go over to fixed ones (an α-β filter). Where a
 * timestamp is off the line by half a batch, samples are missing, and the line begins anew there.
 *
 * One object per sensor.
 */
export class MillisecondTimeline {
  readonly #nominalPeriodMs: number;
  #periodMs: number;
  /** Timestamp of the newest batch, as stated, and on the count that does not wrap. */
  #statedMs = 0;
  #unwrappedMs = 0;
  /** Time of the newest batch's first sample on the line, ms; null before the first. */
  #firstMs: number | null = null;
  #count = 0;
  #batches = 0;

  /** @param sampleRateHz nominal; the real one may be several percent off. */
  constructor(sampleRateHz: number) {
    this.#nominalPeriodMs = 1000 / sampleRateHz;
    this.#periodMs = this.#nominalPeriodMs;
  }

  /**
   * Takes the next batch: its timestamp, ms, 32 bit, wrapping, and its number of samples. A batch with the timestamp of the one
   * before is that one again and gets the same ticks; one that is late is placed by its timestamp and changes nothing.
   */
  place(timestampMs: number, count: number): BatchTicks {
    // The bit operation folds the difference into −2³¹ … 2³¹−1.
    const stepMs = (timestampMs - this.#statedMs) | 0;
    if (this.#firstMs === null || stepMs <= -reorderMs) {
      this.#begin(timestampMs);
      return this.#take(timestampMs, count, timestampMs);
    }
    if (stepMs === 0) return this.#ticks(this.#firstMs, count);
    if (stepMs < 0) return this.#ticks(this.#firstMs + stepMs, count);
    const nowMs = this.#unwrappedMs + stepMs;
    const expectedMs = this.#firstMs + this.#count * this.#periodMs;
    const offMs = nowMs - expectedMs;
    if (Math.abs(offMs) > (this.#count * this.#periodMs) / 2) {
      this.#batches = priorBatches;
      return this.#take(timestampMs, count, nowMs, nowMs);
    }
    const phaseGain = Math.max(settledPhaseGain, fittedPhaseGain(this.#batches));
    const rateGain = Math.max(settledRateGain, fittedRateGain(this.#batches));
    this.#periodMs += (rateGain * offMs) / this.#count;
    const limitMs = largestMove * this.#nominalPeriodMs;
    const moveMs = Math.max(-limitMs, Math.min(limitMs, phaseGain * offMs));
    return this.#take(timestampMs, count, nowMs, expectedMs + moveMs);
  }

  #begin(timestampMs: number): void {
    this.#periodMs = this.#nominalPeriodMs;
    this.#batches = priorBatches;
    this.#unwrappedMs = timestampMs;
  }

  #take(statedMs: number, count: number, unwrappedMs: number, firstMs = unwrappedMs): BatchTicks {
    this.#statedMs = statedMs;
    this.#unwrappedMs = unwrappedMs;
    this.#firstMs = firstMs;
    this.#count = count;
    this.#batches += 1;
    return this.#ticks(firstMs, count);
  }

  #ticks(firstMs: number, count: number): BatchTicks {
    return {
      ticks: Math.round(firstMs * ticksPerMs) >>> 0,
      spanTicks: Math.round((count - 1) * this.#periodMs * ticksPerMs),
    };
  }
}

/** Gains of the least-squares line through n points, for its newest point and its slope. */
function fittedPhaseGain(n: number): number {
  return (2 * (2 * n + 1)) / ((n + 1) * (n + 2));
}

function fittedRateGain(n: number): number {
  return 6 / ((n + 1) * (n + 2));
}
