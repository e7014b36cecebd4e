import type { StatusPacket } from "../codec/packet.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import type { SampleBatch } from "../model/sample-batch.ts";
import type { PodLiveness, PodStateOutput } from "../model/session-output.ts";
import type { LinkState } from "../model/transport-event.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PipelineOperator, PipelineValue } from "./pipeline-value.ts";

/** A pod that owes this many batches is silent … */
const silentBatches = 3;
/** … but never sooner than this, s: a connection event may be lost now and then. */
const silentAtLeastS = 0.3;

/** A pod whose newest sample is older than this is silent, s, although packets arrive. */
const staleS = 2;
/** A pod that has sent nothing this long after the session's start is silent as well, s. */
const neverSeenS = 5;

/** The state of every pod is repeated this often even where nothing changed, s. */
const repeatS = 1;

/** Weight of one batch in the measured rate. */
const rateWeight = 0.02;

/** What is known about one pod's link and data. */
class PodMonitor {
  readonly #pod: PodDescription;
  readonly #silentAfterS: number;
  #link: LinkState = "searching";
  #linkReason: string | null = null;
  #liveness: PodLiveness = "waiting";
  #startS: number | null = null;
  #lastArrivalS: number | null = null;
  #lastSampleS: number | null = null;
  #receivedSamples = 0;
  #lostSamples = 0;
  #samplePeriodS: number | null = null;
  #status: StatusPacket | null = null;
  #batteryPct: number | null = null;
  #clippedPackets = 0;
  #faults = 0;
  #driftPpm: number | null = null;
  #reportedS = Number.NEGATIVE_INFINITY;

  constructor(pod: PodDescription) {
    this.#pod = pod;
    const batchS = pod.batchSamples / pod.sampleRateHz;
    this.#silentAfterS = Math.max(silentAtLeastS, silentBatches * batchS);
  }

  takeBatch(batch: SampleBatch): boolean {
    this.#lastArrivalS = batch.arrivalTimeS;
    this.#lostSamples += batch.restarted ? this.#missedBy(batch) : batch.lostBefore;
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

  takeLink(state: LinkState, reason: string | null): boolean {
    const changed = state !== this.#link || reason !== this.#linkReason;
    this.#link = state;
    this.#linkReason = reason;
    return changed;
  }

  takeStatus(status: StatusPacket): void {
    this.#status = status;
    this.#batteryPct = status.batteryPct;
  }

  takeBattery(batteryPct: number): void {
    this.#batteryPct = batteryPct;
  }

  takeFault(code: string): void {
    this.#faults += 1;
    if (code === "sample-saturated") this.#clippedPackets += 1;
  }

  takeDrift(driftPpm: number | null): void {
    this.#driftPpm = driftPpm;
  }

  /** Time has come to `nowS`; true where the pod has just gone silent. */
  passTime(nowS: number): boolean {
    this.#startS ??= nowS;
    const silent =
      this.#lastArrivalS === null || this.#lastSampleS === null
        ? nowS - this.#startS >= neverSeenS
        : nowS - this.#lastArrivalS > this.#silentAfterS || nowS - this.#lastSampleS > staleS;
    return silent && this.#become("silent");
  }

  isDue(nowS: number): boolean {
    return nowS - this.#reportedS >= repeatS;
  }

  report(timeS: number): PodStateOutput {
    this.#reportedS = timeS;
    return {
      kind: "podState",
      timeS,
      podId: this.#pod.podId,
      placement: this.#pod.placement,
      link: this.#link,
      linkReason: this.#linkReason,
      liveness: this.#liveness,
      lastSampleS: this.#lastSampleS,
      receivedSamples: this.#receivedSamples,
      lostSamples: this.#lostSamples + this.#owedSamples(timeS),
      measuredRateHz:
        this.#liveness === "live" && this.#samplePeriodS !== null ? 1 / this.#samplePeriodS : null,
      batteryPct: this.#batteryPct,
      temperatureC: this.#status?.temperatureC ?? null,
      clippedPackets: this.#clippedPackets,
      faults: this.#faults,
      clockDriftPpm: this.#driftPpm,
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
 */
export function monitorPods(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const monitors = new Map<PodId, PodMonitor>(
      pods.map((pod) => [pod.podId, new PodMonitor(pod)]),
    );
    return (value, emit) => {
      emit(value);
      if (value.kind === "tick") {
        for (const monitor of monitors.values()) {
          const fellSilent = monitor.passTime(value.arrivalTimeS);
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
        const changed = monitor.takeLink(value.state, value.reason ?? null);
        if (changed) emit(monitor.report(value.arrivalTimeS));
      } else if (value.kind === "packet" && value.packet.kind === "status") {
        monitor.takeStatus(value.packet);
      } else if (value.kind === "battery") {
        monitor.takeBattery(value.batteryPct);
      } else if (value.kind === "fault") {
        monitor.takeFault(value.code);
      } else if (value.kind === "clock") {
        monitor.takeDrift(value.driftPpm);
      }
    };
  });
}
