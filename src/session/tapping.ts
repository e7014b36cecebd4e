import { setTimeout as delay } from "node:timers/promises";
import { TappedPod, type TapVerdict } from "../kernels/tapped-pod.ts";
import { placementNames } from "../model/placement-names.ts";
import type { Placement, PodDescription, PodId } from "../model/pod.ts";
import type { LinkState } from "../model/transport-event.ts";
import type { PipelineValue } from "../pipeline/pipeline-value.ts";
import type { Candidate, PairingTools, WantedPlace } from "./pairing-tools.ts";

/** Every pod streams within this, or is left out, s. */
const startS = 15;
/** A place that nobody taps is left as it is after this, s. */
const patienceS = 60;
/** An emulated runner taps so long after being asked, s: the pods must have been quiet before. */
const emulatedTapAfterS = 1.2;
const emulatedTapAgainS = 3;
/** That nobody is quiet is said again after this, s. */
const remindAfterS = 8;
/** How often it is looked whether something has happened, ms. */
const lookEveryMs = 50;

/** Asks for a tap on one pod after the other, and finds out which pod felt it. */
export class Tapping {
  readonly #candidates: readonly Candidate[];
  readonly #tools: PairingTools;
  readonly #kernel: TappedPod;
  readonly #links = new Map<PodId, { readonly state: LinkState; readonly reason: string | null }>();
  readonly #places: WantedPlace[] = [];
  #failure: unknown = null;
  /** Lines that a person has typed: each leaves out the place that is being asked for. */
  #typed = 0;

  /** @param pods of the candidates, in the same order. */
  constructor(
    candidates: readonly Candidate[],
    pods: readonly PodDescription[],
    tools: PairingTools,
  ) {
    this.#candidates = candidates;
    this.#tools = tools;
    this.#kernel = new TappedPod(pods.map(({ sampleRateHz }) => 1 / sampleRateHz));
  }

  take(value: PipelineValue): void {
    if (value.kind === "link") {
      this.#links.set(value.podId, { state: value.state, reason: value.reason ?? null });
    } else if (
      value.kind === "packet" &&
      value.packet.kind === "samples" &&
      !value.packet.backfilled
    ) {
      const index = this.#candidates.findIndex(
        ({ identification }) => identification.podId === value.podId,
      );
      this.#kernel.take(index, value.arrivalTimeS, value.packet.accMPerS2);
    }
  }

  /** The radio is gone. */
  fail(error: unknown): void {
    this.#failure = error;
  }

  /** The places that were given, until all pods have one, or all places a pod, or the person has given up. */
  async run(): Promise<readonly WantedPlace[]> {
    const { signal } = this.#tools.context;
    if (!(await this.#allStream())) return [];
    const reading = new AbortController();
    void this.#readLines(AbortSignal.any([signal, reading.signal]));
    try {
      for (const placement of this.#tools.open) {
        if (this.#places.length === this.#streamingCount() || signal.aborted) break;
        await this.#ask(placement);
      }
    } finally {
      reading.abort();
    }
    return this.#places;
  }

  /** Waits for the pods to stream. @returns whether one does. */
  async #allStream(): Promise<boolean> {
    const { output } = this.#tools.context;
    const total = this.#candidates.length;
    await this.#until(startS, () => {
      output.progress(`${this.#streamingCount()} of ${total} pods stream`);
      return this.#streamingCount() === total;
    });
    output.progress(null);
    for (const { identification } of this.#candidates) {
      const link = this.#links.get(identification.podId);
      if (isStreaming(link?.state)) continue;
      const why = link?.reason ?? "it did not answer in time";
      output.note(`${identification.podId} does not stream: ${why}`);
    }
    return this.#streamingCount() > 0;
  }

  async #ask(placement: Placement): Promise<void> {
    const { radio, context } = this.#tools;
    const name = placementNames[placement];
    // A tap that nobody asked for is not one on this pod.
    while (this.#kernel.judge() !== null);
    const typedBefore = this.#typed;
    context.output.note(
      `Stand still, and tap the pod on ${placement === "pelvis" ? "the" : "your"} ${name} with a finger. (Enter = there is none)`,
    );
    let elapsedTapS = emulatedTapAfterS;
    let remindS = 0;
    let found = false;
    await this.#until(patienceS, (elapsedS) => {
      if (this.#typed > typedBefore) return true;
      if (radio.tap !== null && elapsedS >= elapsedTapS) {
        elapsedTapS += emulatedTapAgainS;
        radio.tap(placement);
      }
      const verdict = this.#kernel.judge();
      if (verdict !== null) found = this.#accept(verdict, placement);
      else if (this.#kernel.isRestless && elapsedS >= remindS) {
        remindS = elapsedS + remindAfterS;
        context.output.note("No pod is quiet: stand still, or lay the pods down");
      }
      return found;
    });
    if (found || context.signal.aborted) return;
    const kept = this.#tools.config.pods.find((pod) => pod.placement === placement);
    context.output.note(
      kept === undefined ? `The ${name} has no pod.` : `The ${name} pod is still ${kept.podId}.`,
    );
  }

  /** @returns whether the place has its pod now. */
  #accept({ pod, felt }: TapVerdict, placement: Placement): boolean {
    const { output } = this.#tools.context;
    const candidate = pod === null ? undefined : this.#candidates[pod];
    if (candidate === undefined) {
      const names = felt.map((index) => this.#candidates[index]?.identification.podId);
      output.note(`${names.join(" and ")} felt it at once: tap one pod only`);
      return false;
    }
    const { podId } = candidate.identification;
    const before = this.#places.find((place) => place.pod === candidate.pod);
    if (before !== undefined) {
      output.note(`That is ${podId}, the ${placementNames[before.placement]} pod: tap another one`);
      return false;
    }
    output.note(`${podId} is the ${placementNames[placement]} pod.`);
    this.#places.push({ pod: candidate.pod, placement });
    return true;
  }

  /** Looks again and again until `isDone`, time is up, or the person has given up. @throws where the radio is gone. */
  async #until(seconds: number, isDone: (elapsedS: number) => boolean): Promise<void> {
    const { signal } = this.#tools.context;
    const startMs = performance.now();
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const elapsedS = (performance.now() - startMs) / 1000;
      if (signal.aborted || elapsedS > seconds || isDone(elapsedS)) return;
      await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #readLines(signal: AbortSignal): Promise<void> {
    const { input } = this.#tools.context;
    while (!signal.aborted) {
      const line = await input.line(signal).catch(() => null);
      // The input may have ended: then nothing is left out before its time is up.
      if (line === null) return;
      this.#typed += 1;
    }
  }

  #streamingCount(): number {
    return [...this.#links.values()].filter(({ state }) => isStreaming(state)).length;
  }
}

function isStreaming(state: LinkState | undefined): boolean {
  return state === "streaming" || state === "backfilling";
}
