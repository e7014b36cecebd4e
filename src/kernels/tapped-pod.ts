import { emptyStretch, SampleHistory, type SampleHistoryState } from "./sample-history.ts";
import { requireSameSize, type Stateful } from "./stateful.ts";
import { TapDetector, type TapDetectorState } from "./tap-detector.ts";

const choiceParams = {
  /** The tapped pod feels it at least so many times as strongly as any other. */
  clearRatio: 2.5,
  /** What others feel within this of the tap counts as the same event: arrivals jitter, s. */
  sameEventS: 0.3,
  /** A pod that is this far behind the others is silent and not waited for, s. */
  silentS: 1.5,
  /** Nobody was quiet for so long: people walk about, s. */
  restlessS: 2,
  /** So much is kept of what each pod felt, s. */
  historyS: 4,
} as const;

/** A tap on one pod, and whether it is clear whose it was. Pods by their number. */
export interface TapVerdict {
  /** The pod that was tapped; null where others felt as much. */
  readonly pod: number | null;
  /** Every pod that felt it, the strongest first. */
  readonly felt: readonly number[];
}

interface Tap {
  readonly pod: number;
  readonly timeS: number;
  readonly peakMPerS2: number;
}

/** Everything of a TappedPod that changes. */
export interface TappedPodState {
  readonly detectors: readonly TapDetectorState[];
  readonly histories: readonly SampleHistoryState[];
  readonly taps: readonly Tap[];
  readonly lastQuietS: number;
}

/** Which of several pods somebody taps. All times are arrivals on the host's clock, s, because the pods' own clocks differ. */
export class TappedPod implements Stateful<TappedPodState> {
  readonly #samplePeriodsS: readonly number[];
  readonly #detectors: readonly TapDetector[];
  readonly #histories: readonly SampleHistory[];
  readonly #deviation = new Float64Array(1);
  readonly #stretch = emptyStretch();
  #taps: Tap[] = [];
  #lastQuietS = Number.NEGATIVE_INFINITY;

  /** @param samplePeriodsS of each pod. */
  constructor(samplePeriodsS: readonly number[]) {
    this.#samplePeriodsS = samplePeriodsS;
    this.#detectors = samplePeriodsS.map((periodS) => new TapDetector(periodS));
    this.#histories = samplePeriodsS.map(
      (periodS) => new SampleHistory(Math.max(2, Math.ceil(choiceParams.historyS / periodS)), 1),
    );
  }

  /**
   * Takes a packet of samples of one pod.
   * @param arrivalS when it came, s; not finite: dropped; earlier than the pod's last one: follows it.
   * @param accMPerS2 specific force, x y z of each sample, m/s².
   */
  take(pod: number, arrivalS: number, accMPerS2: Float64Array): void {
    const detector = this.#detectors[pod];
    const history = this.#histories[pod];
    const periodS = this.#samplePeriodsS[pod];
    if (detector === undefined || history === undefined || periodS === undefined) {
      throw new RangeError(`there is no pod ${pod}`);
    }
    if (!Number.isFinite(arrivalS)) return;
    const count = Math.floor(accMPerS2.length / 3);
    for (let i = 0; i < count; i++) {
      // Packets that come in a bunch keep their order.
      const soonestS = history.newestS + periodS / 2;
      const timeS = Math.max(soonestS, arrivalS - (count - 1 - i) * periodS);
      const peakMPerS2 = detector.update(accMPerS2, 3 * i);
      this.#deviation[0] = detector.deviationMPerS2;
      history.push(timeS, this.#deviation);
      if (peakMPerS2 > 0) this.#taps.push({ pod, timeS, peakMPerS2 });
      if (detector.isQuiet) this.#lastQuietS = Math.max(this.#lastQuietS, timeS);
    }
  }

  /** Whether none of the pods was quiet lately: no tap can be told from the rest. */
  get isRestless(): boolean {
    const newestS = this.#newestS();
    const oldestS = Math.min(...this.#histories.map((history) => history.oldestS));
    const sinceS = Math.max(this.#lastQuietS, oldestS);
    return newestS - sinceS > choiceParams.restlessS;
  }

  /** The next tap that can be judged, once; null = none yet. */
  judge(): TapVerdict | null {
    const [tap] = this.#taps;
    if (tap === undefined || !this.#canJudge(tap)) return null;
    const { clearRatio, sameEventS } = choiceParams;
    const felt = this.#histories
      .map((history, pod) => ({ pod, peakMPerS2: this.#peakAround(history, tap) }))
      .filter(({ pod, peakMPerS2 }) => pod === tap.pod || peakMPerS2 * clearRatio > tap.peakMPerS2)
      .sort((a, b) => b.peakMPerS2 - a.peakMPerS2)
      .map(({ pod }) => pod);
    // Another pod's share in the same event is no second one.
    this.#taps = this.#taps.filter(({ timeS }) => Math.abs(timeS - tap.timeS) > sameEventS);
    return { pod: felt.length === 1 ? tap.pod : null, felt };
  }

  saveState(): TappedPodState {
    return {
      detectors: this.#detectors.map((detector) => detector.saveState()),
      histories: this.#histories.map((history) => history.saveState()),
      taps: this.#taps.map((tap) => ({ ...tap })),
      lastQuietS: this.#lastQuietS,
    };
  }

  restoreState(saved: TappedPodState): void {
    requireSameSize("pods", saved.detectors.length, this.#detectors.length);
    this.#histories.forEach((history, pod) => {
      history.restoreState(saved.histories[pod] as SampleHistoryState);
    });
    this.#detectors.forEach((detector, pod) => {
      detector.restoreState(saved.detectors[pod] as TapDetectorState);
    });
    this.#taps = saved.taps.map((tap) => ({ ...tap }));
    this.#lastQuietS = saved.lastQuietS;
  }

  #newestS(): number {
    return Math.max(...this.#histories.map((history) => history.newestS));
  }

  /** Every other pod has told what it felt, or is silent. */
  #canJudge({ timeS }: Tap): boolean {
    const { sameEventS, silentS } = choiceParams;
    const newestS = this.#newestS();
    return this.#histories.every(
      (history) => history.newestS >= timeS + sameEventS || newestS > history.newestS + silentS,
    );
  }

  #peakAround(history: SampleHistory, { timeS }: Tap): number {
    const { sameEventS } = choiceParams;
    // A tap is noticed when it has died away.
    const { count, max } = history.summarize(
      this.#stretch,
      0,
      timeS - 2 * sameEventS,
      timeS + sameEventS,
    );
    return count === 0 ? 0 : max;
  }
}
