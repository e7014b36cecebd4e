import type { Placement, PodDescription, PodId, Side } from "../model/pod.ts";
import {
  type AbsenceReason,
  type CadenceOutput,
  type CalibrationOutput,
  type CalibrationVerdict,
  calibrationStages,
  type PelvicAnglesOutput,
  type PodStateOutput,
  type StrideOutput,
  type SymmetryOutput,
} from "../model/session-output.ts";
import { stopAdvices } from "./alert-views.ts";
import type { ConnectionState } from "./connection.ts";
import { absenceText, activityText, formatAge } from "./format.ts";
import { calibrationKey, type ViewState } from "./view-state.ts";

/** A value that may be shown, or the reason in plain words why there is none. */
export type Current<T> =
  | { readonly value: T; readonly why: null }
  | { readonly value: null; readonly why: string };

/** Older values are no longer about what the runner does now, or did at the session's end, s. */
const anglesStaleAfterS = 1;
const stridesStaleAfterS = 3;
const symmetryStaleAfterS = 5;
const cadenceStaleAfterS = 3;

/** Pelvic angles now. */
export function currentAngles(state: ViewState): Current<PelvicAnglesOutput> {
  const angles = state.shownAngles;
  if (angles === null) return absent("no angles yet");
  const ageS = ageOf(state, (state.angles ?? angles).timeS);
  if (ageS > anglesStaleAfterS) return absent(`no angles for ${formatAge(ageS)}`);
  return angles.absent === null ? { value: angles, why: null } : absent(absenceText(angles.absent));
}

/** The last stride of a side. */
export function currentStride(state: ViewState, side: Side): Current<StrideOutput> {
  const stride = state.strides[side].at(-1);
  if (stride === undefined) return absent("no stride yet");
  const ageS = ageOf(state, stride.timeS);
  return ageS > stridesStaleAfterS
    ? absent(`no stride for ${formatAge(ageS)}`)
    : { value: stride, why: null };
}

/** The left-right comparison; a value inside it may still be null, for the reason it carries. */
export function currentSymmetry(state: ViewState): Current<SymmetryOutput> {
  const { symmetry } = state;
  if (symmetry === null) return absent("no strides yet");
  const ageS = ageOf(state, symmetry.timeS);
  return ageS > symmetryStaleAfterS
    ? absent(`no strides for ${formatAge(ageS)}`)
    : { value: symmetry, why: null };
}

/** Rhythm of the steps. */
export function currentCadence(state: ViewState): Current<CadenceOutput> {
  const { cadence } = state;
  if (cadence === null) return absent("no cadence yet");
  const ageS = ageOf(state, cadence.timeS);
  if (ageS > cadenceStaleAfterS) return absent(`no cadence for ${formatAge(ageS)}`);
  return cadence.absent === null
    ? { value: cadence, why: null }
    : absent(whyText(state, cadence.absent));
}

/** Why the symmetry or a value in it is missing. */
export function symmetryWhy(state: ViewState): string {
  const symmetry = currentSymmetry(state);
  return symmetry.why ?? whyText(state, symmetry.value.absent ?? "not-estimated");
}

/** The reason in plain words; what there is in running only also says what is done instead. */
function whyText(state: ViewState, reason: AbsenceReason): string {
  const activity = state.activity?.activity ?? null;
  const isOfRunning = reason === "not-running" || reason === "not-estimated";
  if (!isOfRunning || activity === null || activity === "running") return absenceText(reason);
  return `${absenceText(reason)}: ${activityText(activity)}`;
}

/** Session time stands still after the end: what was current then stays, what was absent stays absent. */
function ageOf(state: ViewState, timeS: number): number {
  return state.sessionTimeS - timeS;
}

function absent(why: string): { value: null; why: string } {
  return { value: null, why };
}

/** What is known about one place a pod can be strapped to. */
export interface PodView {
  readonly placement: Placement;
  /** Null where the session has no pod there. */
  readonly pod: PodDescription | null;
  readonly state: PodStateOutput | null;
  readonly calibration: CalibrationOutput | null;
  readonly faultMessage: string | null;
}

/** As one sees the runner from behind. */
const placementOrder: readonly Placement[] = ["leftThigh", "pelvis", "rightThigh"];

/** The three places in the order left thigh, pelvis, right thigh. */
export function podViews(state: ViewState): readonly PodView[] {
  return placementOrder.map((placement) => {
    const pod = state.hello?.session.pods.find((one) => one.placement === placement) ?? null;
    return {
      placement,
      pod,
      state: pod === null ? null : (state.podStates.get(pod.podId) ?? null),
      calibration: pod === null ? null : calibrationOf(state, pod.podId),
      faultMessage: pod === null ? null : (state.faults.get(pod.podId)?.message ?? null),
    };
  });
}

/** The word on a pod's calibration: what somebody has just asked for, what has to be put right, what is waited for, else the latest stage. */
function calibrationOf(state: ViewState, podId: PodId): CalibrationOutput | null {
  const known = calibrationStages
    .map((stage) => state.calibrations.get(calibrationKey({ stage, podId })))
    .filter((calibration) => calibration !== undefined);
  return (
    known.find(({ verdict }) => verdict === "renewing") ??
    known.find(isFailed) ??
    known.find((calibration) => !isDone(calibration)) ??
    known.at(-1) ??
    null
  );
}

/** Verdicts that need nobody to put anything right. */
const harmless: ReadonlySet<CalibrationVerdict> = new Set<CalibrationVerdict>([
  "waiting",
  "good",
  "renewing",
  "kept",
  "too-few-strides",
]);

/** Whether a calibration found something that has to be put right. */
export function isFailed(calibration: CalibrationOutput | null): boolean {
  return calibration !== null && !harmless.has(calibration.verdict);
}

/** Whether nothing is left to do or to wait for. */
export function isDone({ verdict }: CalibrationOutput): boolean {
  return verdict === "good";
}

/** Share of lost samples, 0 … 1; null before the first sample. */
export function lossRatio({ receivedSamples, lostSamples }: PodStateOutput): number | null {
  const all = receivedSamples + lostSamples;
  return all === 0 ? null : lostSamples / all;
}

/** Seconds since the newest sample of a pod; null where there was none. */
export function silenceS(state: ViewState, pod: PodStateOutput): number | null {
  return pod.lastSampleS === null ? null : Math.max(0, state.sessionTimeS - pod.lastSampleS);
}

/** Whether what the page shows is old: no line, or a slow one, to a session that goes on. */
export function isStale(state: ViewState, { phase, behindS }: ConnectionState): boolean {
  return (phase === "lost" || behindS !== null) && (state.running || state.hello === null);
}

/** Why nothing can be entered, acknowledged or begun anew now; null where it can. */
export function whyNoEntry(state: ViewState): string | null {
  if (state.hello === null) return "No session yet.";
  if (state.incompatible)
    return "This page and the server do not understand each other: reload it.";
  if (state.running) return null;
  const what = state.hello.playback.mode === "replay" ? "replay" : "session";
  return `The ${what} has ended: nothing can be entered any more.`;
}

/** The cadence that the metronome beats now, steps of both feet per minute; null = it is silent: no plan asks for it, or there is something more important. */
export function metronomeSpm(state: ViewState, connection: ConnectionState): number | null {
  const { plan } = state;
  if (plan?.status !== "active" || !state.running || isStale(state, connection)) return null;
  const isToStop = stopAdvices(state.alerts, state.hello?.session.alertRules).length > 0;
  return isToStop ? null : plan.metronomeSpm;
}
