import type { Activity } from "../model/session-output.ts";
import { standardGravityMPerS2 } from "../model/units.ts";
import { type Cadence, CadenceSpectrum, type CadenceSpectrumState } from "./cadence-spectrum.ts";
import { LowPass, type LowPassState } from "./low-pass.ts";
import { emptyStretch, SampleHistory, type SampleHistoryState } from "./sample-history.ts";
import type { Stateful } from "./stateful.ts";
import { StepRhythm, type StepRhythmState } from "./step-rhythm.ts";

/** Thresholds of the activity classifier. Forces in units of standard gravity, of the low-passed vertical force. */
const activityParams = {
  /** Low-pass on the vertical force. */
  cutoffHz: 5,
  /** Highest minus lowest force of the newest stretch of this length tells how much somebody moves, s. */
  stretchS: 1,
  /** Somebody who stands stays below `enter`, and moves from `leave` on. */
  standingRangeG: { enter: 0.15, leave: 0.25 },
  /**
   * Somebody who runs reaches `enter`, and stays above `leave`. The peak force on the ground is 1.2 body weights in walking
   * at 1.5 m/s, and more than half as much again in a jog at the same speed (Keller et al. 1996, Clin Biomech 11:253).
   */
  runningRangeG: { enter: 1.5, leave: 1.25 },
  /** Running has a flight, in which the force falls below this. */
  flightG: 0.5,
  /** Steps of walking are found by regularity at one or two steps; it is lost below what the spectrum calls noise. */
  walkingRegularity: 0.5,
  /** So many looks at the spectrum in a row find or lose a walk. */
  walkingLooks: 2,
  /** Time until something else than standing and running can be told, s: a whole window of the spectrum and the looks. */
  undecidedS: 3.6,
} as const;

/** Window of the spectrum: 2.56 s at 200 Hz, two strides of a slow walk. */
const spectrumSamples = 512;

/** How often it is decided anew, s. */
const decisionS = 0.1;

/** Decisions from one look at the spectrum to the next. */
const lookEvery = 5;

/** Filters and windows, the time and number of the samples since the last reset, and what was made of them. */
export interface ActivityClassifierState {
  readonly lowPass: LowPassState;
  readonly history: SampleHistoryState;
  readonly spectrum: CadenceSpectrumState;
  readonly rhythm: StepRhythmState;
  readonly nowS: number;
  readonly startS: number;
  readonly samples: number;
  readonly looks: number;
  readonly activity: Activity | null;
  readonly sinceS: number;
}

/**
 * What somebody does, from the vertical specific force of the pelvis and from the initial contacts found in it.
 *
 * - Standing: for a second the force hardly changes.
 * - Running: it changes much, with flights, and contacts come in a rhythm.
 * - Walking: it changes less, and the spectrum finds steps whose force repeats.
 * - Irregular: anything else: a stumble, the first steps, slowing down, stepping off.
 *
 * Each has another bound for its end than for its begin. The rhythm of running breaks with the first contact that
 * is off the pace or missing, and takes four contacts to come back; a walk ends within a second of its last step and takes
 * three to be found. The running bounds hold on the treadmill runs of Fukuchi et al. 2017 (doi 10.7717/peerj.3298) and on the
 * sacral accelerometer of Alcantara et al. 2022 (doi 10.7717/peerj.12752), where the force changes by 2.1 to 4.2 g; the walking
 * ones rest on the literature and on synthetic signals alone.
 */
export class ActivityClassifier implements Stateful<ActivityClassifierState> {
  readonly #lowPass: LowPass;
  readonly #history: SampleHistory;
  readonly #spectrum: CadenceSpectrum;
  readonly #rhythm = new StepRhythm();
  readonly #samplesPerDecision: number;
  readonly #sample = new Float64Array(1);
  readonly #stretch = emptyStretch();
  readonly #cadence: Cadence = { cadenceSpm: 0, stepRegularity: 0, strideRegularity: 0 };
  #nowS = Number.NEGATIVE_INFINITY;
  #startS = 0;
  #samples = 0;
  #looks = 0;
  #activity: Activity | null = null;
  #sinceS = 0;

  constructor(samplePeriodS: number) {
    const { cutoffHz, stretchS } = activityParams;
    this.#lowPass = new LowPass(1, cutoffHz, samplePeriodS);
    this.#history = new SampleHistory(Math.round(stretchS / samplePeriodS), 1);
    this.#spectrum = new CadenceSpectrum(spectrumSamples, samplePeriodS);
    this.#samplesPerDecision = Math.round(decisionS / samplePeriodS);
  }

  /** What is being done; null where that is not known (yet). */
  get activity(): Activity | null {
    return this.#activity;
  }

  /** Session time at which that was decided, s; means nothing where it is not known. */
  get sinceS(): number {
    return this.#sinceS;
  }

  /** Forgets the past: nothing may be concluded across missing samples. */
  reset(): void {
    this.#samples = 0;
    this.#forgetSteps();
    this.#lowPass.reset();
    this.#rhythm.reset();
    this.#become(null);
  }

  /**
   * Takes one sample. One that is not newer than the newest is left out; one that is not finite is as good as missing.
   * @param timeS session time, s.
   * @param verticalForceMPerS2 specific force along the earth's vertical (standing: +9.81).
   */
  update(timeS: number, verticalForceMPerS2: number): void {
    if (!(Number.isFinite(timeS) && Number.isFinite(verticalForceMPerS2))) {
      this.reset();
      return;
    }
    if (timeS <= this.#nowS) return;
    if (this.#samples === 0) this.#startS = timeS;
    this.#nowS = timeS;
    this.#samples += 1;
    this.#spectrum.add(verticalForceMPerS2);
    this.#sample[0] = verticalForceMPerS2 / standardGravityMPerS2;
    this.#lowPass.update(this.#sample, this.#sample);
    this.#history.push(timeS, this.#sample);
    if (this.#samples % this.#samplesPerDecision !== 0) return;
    if (this.#samples % (lookEvery * this.#samplesPerDecision) === 0) this.#look();
    this.#decide();
  }

  /** Takes an initial contact of either foot, that has just become known, by its own time, s. */
  land(timeS: number): void {
    this.#rhythm.add(timeS);
    this.#decide();
  }

  #decide(): void {
    const { stretchS, standingRangeG, runningRangeG, undecidedS } = activityParams;
    if (this.#samples === 0 || this.#nowS - this.#startS < stretchS) return;
    const before = this.#activity;
    const { min, max } = this.#history.summarize(
      this.#stretch,
      0,
      this.#nowS - stretchS,
      // The newest sample is one of them.
      Number.POSITIVE_INFINITY,
    );
    const rangeG = max - min;
    // The steps of a run, or of stopping, must not pass for those of a walk.
    if (before !== "walking" && rangeG >= runningRangeG.enter) this.#forgetSteps();
    const standing = before === "standing" ? standingRangeG.leave : standingRangeG.enter;
    if (rangeG < standing) this.#become("standing");
    else if (this.#runs(rangeG, min)) this.#become("running");
    else if (this.#walks()) this.#become("walking");
    else if (before !== null || this.#nowS - this.#startS >= undecidedS) {
      this.#become("irregular");
    }
  }

  #runs(rangeG: number, lowestG: number): boolean {
    const { runningRangeG, flightG } = activityParams;
    const least = this.#activity === "running" ? runningRangeG.leave : runningRangeG.enter;
    return rangeG >= least && lowestG < flightG && this.#rhythm.isSteady(this.#nowS);
  }

  #walks(): boolean {
    return this.#looks >= (this.#activity === "walking" ? 1 : activityParams.walkingLooks);
  }

  #forgetSteps(): void {
    this.#looks = 0;
    this.#spectrum.reset();
  }

  /** Counts the looks at the spectrum that found steps up to `walkingLooks`, and down again those that found none. */
  #look(): void {
    const { walkingRegularity, walkingLooks } = activityParams;
    const found = this.#spectrum.measure(this.#cadence);
    const regularity = Math.max(this.#cadence.stepRegularity, this.#cadence.strideRegularity);
    const enough = this.#activity === "walking" || regularity >= walkingRegularity;
    this.#looks =
      found && enough ? Math.min(this.#looks + 1, walkingLooks) : Math.max(this.#looks - 1, 0);
  }

  #become(activity: Activity | null): void {
    if (activity === this.#activity) return;
    this.#activity = activity;
    this.#sinceS = this.#nowS;
  }

  saveState(): ActivityClassifierState {
    return {
      lowPass: this.#lowPass.saveState(),
      history: this.#history.saveState(),
      spectrum: this.#spectrum.saveState(),
      rhythm: this.#rhythm.saveState(),
      nowS: this.#nowS,
      startS: this.#startS,
      samples: this.#samples,
      looks: this.#looks,
      activity: this.#activity,
      sinceS: this.#sinceS,
    };
  }

  restoreState(saved: ActivityClassifierState): void {
    this.#history.restoreState(saved.history);
    this.#spectrum.restoreState(saved.spectrum);
    this.#lowPass.restoreState(saved.lowPass);
    this.#rhythm.restoreState(saved.rhythm);
    this.#nowS = saved.nowS;
    this.#startS = saved.startS;
    this.#samples = saved.samples;
    this.#looks = saved.looks;
    this.#activity = saved.activity;
    this.#sinceS = saved.sinceS;
  }
}
