import type { StatusPacket } from "../codec/packet.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import type { SampleBatch } from "../model/sample-batch.ts";
import type { PodLiveness, PodStateOutput } from "../model/session-output.ts";
import type { LinkState } from "../model/transport-event.ts";
import { perSubscription } from "./per-subscription.ts";
import type {
  ClockValue,
  MissingSamples,
  PipelineOperator,
  PipelineValue,
} from "./pipeline-value.ts";
import { podErrorText } from "./pod-error-text.ts";

/** A pod that owes this many batches is silent … */
const silentBatches = 3;
/** … but never sooner than this, s: a connection event may be lost now and then. */
const silentAtLeastS = 0.3;
/**
 * Where no other pod was heard either since, it may be the host that was held up, and what came meanwhile is read in a moment: so much
 * longer, s.
 */
const heldUpS = 0.3;

/** A pod whose newest sample is older than this is silent, s, although packets arrive. */
const staleS = 2;
/** A pod that has sent nothing this long after the session's start is silent as well, s. */
const neverSeenS = 5;

/** The state of every pod is repeated this often even where nothing changed, s. */
const repeatS = 1;

/** A silent pod's own words are outdated after this long, s: it tells its state every second. */
const outdatedS = 3;

/** Weight of one batch in the measured rate. */
const rateWeight = 0.02;

/** What is known about one pod's link and data. */
class PodMonitor {
  readonly #pod: PodDescription;
  readonly #silentAfterS: number;
  /** Whether the pod is asked again for what got lost on the way. */
  readonly #backfill: boolean;
  #link: LinkState = "searching";
  #linkReason: string | null = null;
  #linkSinceS: number | null = null;
  #rssiDbm: number | null = null;
  #rssiS = Number.NEGATIVE_INFINITY;
  /** When the pod last told how it is. */
  #toldS = Number.NEGATIVE_INFINITY;
  #silentSinceS = Number.POSITIVE_INFINITY;
  #liveness: PodLiveness = "waiting";
  #startS: number | null = null;
  #lastArrivalS: number | null = null;
  #lastSampleS: number | null = null;
  #receivedSamples = 0;
  #lostSamples = 0;
  #recoveredSamples = 0;
  #unrecoverableSamples = 0;
  #samplePeriodS: number | null = null;
  #status: StatusPacket | null = null;
  #batteryPct: number | null = null;
  #clippedPackets = 0;
  #faults = 0;
  #clock: ClockValue | null = null;
  #reportedS = Number.NEGATIVE_INFINITY;

  constructor(pod: PodDescription, backfill: boolean) {
    this.#pod = pod;
    this.#backfill = backfill;
    const batchS = pod.batchSamples / pod.sampleRateHz;
    this.#silentAfterS = Math.max(silentAtLeastS, silentBatches * batchS);
  }

  takeBatch(batch: SampleBatch): boolean {
    this.#lastArrivalS = batch.arrivalTimeS;
    const lost = batch.restarted ? this.#missedBy(batch) : batch.lostBefore;
    this.#lostSamples += lost;
    // What a pod has lost with its power nobody will get from it.
    if (batch.restarted || !this.#backfill) this.#unrecoverableSamples += lost;
    this.#lastSampleS = batch.timeS[batch.count - 1] as number;
    this.#receivedSamples += batch.count;
    const known = this.#samplePeriodS;
    this.#samplePeriodS =
      known === null ? batch.samplePeriodS : known + rateWeight * (batch.samplePeriodS - known);
    return batch.arrivalTimeS - this.#lastSampleS <= staleS && this.#become("live");
  }

  /** Samples that a pod did not send while it started anew: nobody counted them, but the time they would have filled is known. */
  #missedBy(batch: SampleBatch): number {
    if (this.#lastSampleS === null) return 0;
    const missedS = (batch.timeS[0] as number) - this.#lastSampleS;
    return Math.max(0, Math.round(missedS * this.#pod.sampleRateHz) - 1);
  }

  /** What has become of samples that were missing. */
  takeMissing({ recovered, corrected, unrecoverable }: MissingSamples): void {
    this.#receivedSamples += recovered;
    this.#recoveredSamples += recovered;
    this.#lostSamples = Math.max(0, this.#lostSamples - recovered - corrected);
    this.#unrecoverableSamples += unrecoverable;
  }

  takeRssi(rssiDbm: number, timeS: number): void {
    this.#rssiDbm = rssiDbm;
    this.#rssiS = timeS;
  }

  takeLink(state: LinkState, reason: string | null, timeS: number): boolean {
    const changed = state !== this.#link || reason !== this.#linkReason;
    if (state !== this.#link || this.#linkSinceS === null) this.#linkSinceS = timeS;
    this.#link = state;
    this.#linkReason = reason;
    return changed;
  }

  takeStatus(status: StatusPacket, timeS: number): void {
    this.#status = status;
    this.takeBattery(status.batteryPct, timeS);
  }

  takeBattery(batteryPct: number | null, timeS: number): void {
    this.#batteryPct = batteryPct;
    this.#toldS = timeS;
  }

  takeFault(code: string): void {
    this.#faults += 1;
    if (code === "sample-saturated") this.#clippedPackets += 1;
  }

  takeClock(clock: ClockValue): void {
    this.#clock = clock;
  }

  /**
   * Time has come to `nowS`; true where the pod has just gone silent.
   * @param newestArrivalS when anything of any pod came, s.
   */
  passTime(nowS: number, newestArrivalS: number): boolean {
    this.#startS ??= nowS;
    const silent =
      this.#lastArrivalS === null || this.#lastSampleS === null
        ? nowS - this.#startS >= neverSeenS
        : nowS - this.#lastArrivalS > this.#toleratedS(newestArrivalS) ||
          nowS - this.#lastSampleS > staleS;
    const fellSilent = silent && this.#become("silent");
    if (fellSilent) this.#silentSinceS = nowS;
    return fellSilent;
  }

  /** How long the pod may be without a batch. */
  #toleratedS(newestArrivalS: number): number {
    const hostListens = newestArrivalS > (this.#lastArrivalS ?? 0) + this.#silentAfterS / 2;
    return hostListens ? this.#silentAfterS : this.#silentAfterS + heldUpS;
  }

  /** What was told before a pod fell silent says nothing of it now; a pod that is there without samples goes on telling. */
  #isOfNow(toldS: number, nowS: number): boolean {
    if (this.#liveness !== "silent") return true;
    return toldS > this.#silentSinceS && nowS - toldS <= outdatedS;
  }

  isDue(nowS: number): boolean {
    return nowS - this.#reportedS >= repeatS;
  }

  report(timeS: number): PodStateOutput {
    this.#reportedS = timeS;
    const isSilent = this.#liveness === "silent";
    const owed = this.#owedSamples(timeS);
    const jitterS = this.#clock?.arrivalJitterS ?? null;
    return {
      kind: "podState",
      timeS,
      podId: this.#pod.podId,
      placement: this.#pod.placement,
      link: this.#link,
      linkReason: this.#linkReason,
      linkSinceS: this.#linkSinceS,
      liveness: this.#liveness,
      lastSampleS: this.#lastSampleS,
      receivedSamples: this.#receivedSamples,
      lostSamples: this.#lostSamples + owed,
      recoveredSamples: this.#recoveredSamples,
      unrecoverableSamples: this.#unrecoverableSamples + (this.#backfill ? 0 : owed),
      measuredRateHz:
        this.#liveness === "live" && this.#samplePeriodS !== null ? 1 / this.#samplePeriodS : null,
      rssiDbm: this.#isOfNow(this.#rssiS, timeS) ? this.#rssiDbm : null,
      arrivalJitterMs: isSilent || jitterS === null ? null : 1000 * jitterS,
      batteryPct: this.#isOfNow(this.#toldS, timeS) ? this.#batteryPct : null,
      temperatureC: this.#isOfNow(this.#toldS, timeS) ? (this.#status?.temperatureC ?? null) : null,
      clippedPackets: this.#clippedPackets,
      clippedSamples: this.#status?.clippedSamples ?? null,
      podError: this.#status === null ? null : podErrorText(this.#status.errorCode),
      faults: this.#faults,
      clockSource: this.#clock?.source ?? null,
      clockOffsetSigmaS: isSilent ? null : (this.#clock?.offsetSigmaS ?? null),
      clockDriftPpm: this.#clock?.driftPpm ?? null,
      clockDriftSigmaPpm: this.#clock?.driftSigmaPpm ?? null,
    };
  }

  /** What a silent pod should have sent since its newest sample. When it comes back, its clock tells exactly. */
  #owedSamples(nowS: number): number {
    if (this.#liveness !== "silent") return 0;
    const sinceS = nowS - (this.#lastSampleS ?? this.#startS ?? nowS);
    return Math.max(0, Math.floor(sinceS * this.#pod.sampleRateHz));
  }

  #become(liveness: PodLiveness): boolean {
    const changed = liveness !== this.#liveness;
    this.#liveness = liveness;
    return changed;
  }
}

/**
 * The state of every pod, judged by the data that arrives and not by what the link claims: reported
 * on every change and once a second.
 * @param backfill whether pods are asked again for samples that were lost on the way.
 */
export function monitorPods(pods: readonly PodDescription[], backfill: boolean): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const monitors = new Map<PodId, PodMonitor>(
      pods.map((pod) => [pod.podId, new PodMonitor(pod, backfill)]),
    );
    let newestArrivalS = Number.NEGATIVE_INFINITY;
    return (value, emit) => {
      emit(value);
      if (value.kind === "samples" || value.kind === "packet") newestArrivalS = value.arrivalTimeS;
      if (value.kind === "tick") {
        for (const monitor of monitors.values()) {
          const fellSilent = monitor.passTime(value.arrivalTimeS, newestArrivalS);
          if (fellSilent || monitor.isDue(value.arrivalTimeS)) {
            emit(monitor.report(value.arrivalTimeS));
          }
        }
        return;
      }
      const monitor =
        "podId" in value && value.podId !== null ? monitors.get(value.podId) : undefined;
      if (monitor === undefined) return;
      if (value.kind === "samples") {
        if (monitor.takeBatch(value)) emit(monitor.report(value.arrivalTimeS));
      } else if (value.kind === "link") {
        const changed = monitor.takeLink(value.state, value.reason ?? null, value.arrivalTimeS);
        if (changed) emit(monitor.report(value.arrivalTimeS));
      } else if (value.kind === "packet" && value.packet.kind === "status") {
        monitor.takeStatus(value.packet, value.arrivalTimeS);
      } else if (value.kind === "battery") {
        monitor.takeBattery(value.batteryPct, value.arrivalTimeS);
      } else if (value.kind === "fault") {
        monitor.takeFault(value.code);
      } else if (value.kind === "clock") {
        monitor.takeClock(value);
      } else if (value.kind === "missingSamples") {
        monitor.takeMissing(value);
      } else if (value.kind === "rssi") {
        monitor.takeRssi(value.rssiDbm, value.arrivalTimeS);
      }
    };
  });
}
