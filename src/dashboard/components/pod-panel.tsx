import type { CalibrationOutput, PodLiveness, PodStateOutput } from "../../model/session-output.ts";
import {
  isDone,
  isFailed,
  lossRatio,
  type PodView,
  podViews,
  silenceS,
} from "../current-values.ts";
import {
  calibrationText,
  formatAge,
  formatNumber,
  formatPct,
  linkText,
  placementText,
} from "../format.ts";
import type { ViewState } from "../view-state.ts";
import { Fact, Measure } from "./measure.tsx";
import { PodDetails } from "./pod-details.tsx";

interface PodPanelProps {
  readonly view: ViewState;
  /** True while the connection is lost: then nobody knows whether a pod is alive. */
  readonly isStale: boolean;
}

export function PodPanel({ view, isStale }: PodPanelProps) {
  return (
    <section class="pods" aria-label="Pods">
      {podViews(view).map((pod) => (
        <PodCard
          key={pod.placement}
          pod={pod}
          view={view}
          standing={standingOf(pod, view, isStale)}
        />
      ))}
    </section>
  );
}

/** How a pod stands: its liveness, or why that is not to be had. */
type Standing = PodLiveness | "absent" | "ended" | "unknown";

/** That a pod died outranks that the session is over. */
function standingOf({ pod, state }: PodView, view: ViewState, isStale: boolean): Standing {
  if (isStale || view.hello === null) return "unknown";
  if (pod === null) return "absent";
  if (state?.liveness === "silent") return "silent";
  return view.running ? (state?.liveness ?? "waiting") : "ended";
}

interface PodCardProps {
  readonly pod: PodView;
  readonly standing: Standing;
  readonly view: ViewState;
}

function PodCard({ pod, standing, view }: PodCardProps) {
  const { placement, state } = pod;
  const calibration = worthTelling(pod);
  const isSilent = state?.liveness === "silent";
  return (
    <article class={`tile pod pod-${standing}`} data-testid={`pod-${placement}`}>
      <h2>
        <span>{placementText(placement)}</span>
        <span class="pod-liveness" data-testid={`pod-${placement}-liveness`}>
          {livenessText(standing, view.hello?.playback.mode === "live")}
        </span>
      </h2>
      {pod.pod === null ? (
        <p class="note">
          {view.hello === null
            ? "Not known yet"
            : "This session has no pod here; what it would measure is not known."}
        </p>
      ) : (
        <>
          <dl class="facts pod-facts">
            <Fact name="Link">
              <span data-testid={`pod-${placement}-link`}>{linkWords(state)}</span>
            </Fact>
            <Fact name="Rate">
              <Measure
                text={formatNumber(isSilent ? null : (state?.measuredRateHz ?? null), 1)}
                unit="Hz"
                testId={`pod-${placement}-rate`}
              />
            </Fact>
            <Fact name="Lost">
              <Measure
                text={formatPct(state === null ? null : lossRatio(state), 2)}
                unit="%"
                testId={`pod-${placement}-loss`}
              />
            </Fact>
            <Fact name="Battery">
              <Measure
                text={formatNumber(state?.batteryPct ?? null)}
                unit="%"
                testId={`pod-${placement}-battery`}
              />
            </Fact>
            <Fact name="Signal">
              <Measure
                text={formatNumber(state?.rssiDbm ?? null)}
                unit="dBm"
                testId={`pod-${placement}-signal`}
              />
            </Fact>
            <Fact name="Calibration">
              <span
                class={isFailed(calibration) ? "bad" : ""}
                data-testid={`pod-${placement}-calibration`}
              >
                {calibrationText(calibration?.verdict ?? "waiting")}
              </span>
            </Fact>
          </dl>
          <div class="pod-foot">
            <p class="note pod-note">{podNote(pod, view)}</p>
            <PodDetails pod={pod} sessionTimeS={view.sessionTimeS} />
          </div>
        </>
      )}
    </article>
  );
}

/** The one thing about this pod that matters most now. */
function podNote(pod: PodView, view: ViewState): string {
  const { state, faultMessage } = pod;
  const calibration = worthTelling(pod);
  if (state === null) return "No word from this pod yet.";
  if (state.liveness === "silent") {
    const ageS = silenceS(view, state);
    const since = ageS === null ? "No sample so far" : `No data for ${formatAge(ageS)}`;
    const link = state.linkReason ?? linkText(state.link).toLowerCase();
    const error = state.podError === null ? "" : `; before, the pod reported: ${state.podError}`;
    return `${since}; link: ${link}${error}`;
  }
  if (state.linkReason !== null) return state.linkReason;
  if (state.podError !== null) return `The pod reports: ${state.podError}.`;
  if (calibration !== null && !isDone(calibration)) return calibration.message;
  if (state.link === "backfilling") return "Missing samples are being sent again.";
  if (state.clippedPackets > 0) return `${state.clippedPackets} packets beyond the sensor's range.`;
  return faultMessage === null ? "" : `Last fault: ${faultMessage}`;
}

/** Where no data comes, "Streaming" is only what the transport claims; the note repeats it as that. */
function linkWords(state: PodStateOutput | null): string {
  if (state === null) return "Not known yet";
  return state.liveness === "silent" ? "No data" : linkText(state.link);
}

/** Of a pod that never sent anything no verdict is worth repeating, nor what to do about it. */
function worthTelling({ state, calibration }: PodView): CalibrationOutput | null {
  return state === null || state.receivedSamples === 0 ? null : calibration;
}

function livenessText(standing: Standing, isLive: boolean): string {
  const texts: Record<Standing, string> = {
    live: isLive ? "Live" : "Data arriving",
    waiting: "Waiting",
    silent: "Silent",
    absent: "None",
    ended: "Ended",
    unknown: "Not known",
  };
  return texts[standing];
}
