import type { Placement, Side } from "../model/pod.ts";
import type { SessionHeader, SessionOrigin } from "../model/session-header.ts";
import type {
  AbsenceReason,
  Activity,
  CalibrationVerdict,
  EntryOutput,
} from "../model/session-output.ts";
import type { EntryType, LinkState } from "../model/transport-event.ts";
import { kmHPerMPerS } from "../model/units.ts";
import type { HelloMessage } from "../server/wire.ts";

/** Shown in place of a number that is not known. */
export const unknownText = "—";

const minusSign = "\u2212";

/**
 * A number with a fixed count of decimals and a true minus sign; what rounds to zero carries no sign.
 * Null and what is not finite are `unknownText`.
 */
export function formatNumber(value: number | null, decimals = 0): string {
  if (value === null || !Number.isFinite(value)) return unknownText;
  const text = Math.abs(value).toFixed(decimals);
  const isZero = Number(text) === 0;
  return value < 0 && !isZero ? minusSign + text : text;
}

/** As `formatNumber`, with a plus sign on what is above zero after rounding. */
export function formatSigned(value: number | null, decimals = 0): string {
  const text = formatNumber(value, decimals);
  return value !== null && value > 0 && Number(text) > 0 ? `+${text}` : text;
}

/** Seconds as whole milliseconds. */
export function formatMs(seconds: number | null): string {
  return formatNumber(seconds === null ? null : seconds * 1000);
}

/** As `formatMs`, with a plus sign on what is above zero after rounding. */
export function formatSignedMs(seconds: number | null): string {
  return formatSigned(seconds === null ? null : seconds * 1000);
}

/** A ratio 0 … 1 as a percentage. */
export function formatPct(ratio: number | null, decimals = 1): string {
  return formatNumber(ratio === null ? null : ratio * 100, decimals);
}

/** m/s as km/h, which treadmills show. */
export function formatKmPerH(metresPerSecond: number | null): string {
  return formatNumber(metresPerSecond === null ? null : metresPerSecond * kmHPerMPerS, 1);
}

/** Session seconds as m:ss or h:mm:ss, cut down to the whole second like a stopwatch. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600);
  const m = Math.floor(whole / 60) % 60;
  const ss = String(whole % 60).padStart(2, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${ss}` : `${m}:${ss}`;
}

/** How long ago, roughly: tenths below 10 s, seconds below 2 minutes, then a clock. */
export function formatAge(seconds: number): string {
  if (seconds < 10) return `${formatNumber(Math.max(0, seconds), 1)} s`;
  return seconds < 120 ? `${Math.floor(seconds)} s` : formatClock(seconds);
}

export function formatPlayback(playback: HelloMessage["playback"]): string {
  if (playback.mode === "live") return "Live";
  const what = playback.mode === "replay" ? "Replay" : "Simulation";
  if (playback.speed === null) return `${what}, as fast as possible`;
  return playback.speed === 1 ? `${what}, real time` : `${what}, ${playback.speed}× speed`;
}

/** Where the data comes from, where that is not simply this run's own pods; else null. */
export function originText({ kind }: SessionOrigin): string | null {
  const texts = {
    recorded: null,
    imported: "Imported data",
    simulated: "Simulated runner",
  } as const;
  return texts[kind];
}

/** Who runs, as far as it is known; the label only where the title does not hold it already. */
export function runnerText({ title, runner }: Pick<SessionHeader, "title" | "runner">): string {
  const { label, ageYears, sex, affectedSide } = runner;
  return [
    label !== undefined && !title.includes(label) ? label : null,
    ageYears !== undefined ? `${ageYears} years` : null,
    sex !== undefined && sex !== "other" ? sex : null,
    affectedSide !== undefined ? `affected side: ${affectedSide}` : null,
  ]
    .filter((part) => part !== null)
    .join(" · ");
}

export function placementText(placement: Placement): string {
  const texts: Record<Placement, string> = {
    pelvis: "Pelvis",
    leftThigh: "Left thigh",
    rightThigh: "Right thigh",
  };
  return texts[placement];
}

export function sideLetter(side: Side | null): string {
  if (side === null) return "?";
  return side === "left" ? "L" : "R";
}

export function absenceText(reason: AbsenceReason): string {
  const texts: Record<AbsenceReason, string> = {
    "no-pod": "no pod for this",
    "pod-silent": "pod is silent",
    "not-calibrated": "waiting for calibration",
    "calibration-failed": "calibration failed",
    "pod-slipped": "pod has slipped: calibrate anew",
    "clock-misaligned": "the pods' clocks differ",
    "not-running": "not running",
    "too-few-strides": "too few strides yet",
    "side-unknown": "left and right cannot be told apart",
    "samples-missing": "samples are missing",
    gathering: "still gathering samples",
    "not-estimated": "not estimated",
  };
  return texts[reason];
}

export function activityText(activity: Activity): string {
  const texts: Record<Activity, string> = {
    standing: "standing",
    walking: "walking",
    running: "running",
    irregular: "no steady rhythm",
  };
  return texts[activity];
}

export function linkText(link: LinkState): string {
  const texts: Record<LinkState, string> = {
    searching: "Searching",
    connecting: "Connecting",
    configuring: "Setting up",
    streaming: "Streaming",
    backfilling: "Catching up",
    lost: "Lost",
    failed: "Failed",
  };
  return texts[link];
}

export function calibrationText(verdict: CalibrationVerdict): string {
  const texts: Record<CalibrationVerdict, string> = {
    waiting: "Not yet",
    good: "Good",
    moved: "Moved",
    "upside-down": "Upside down",
    crooked: "Crooked",
    turned: "Turned",
    renewing: "Waiting",
    kept: "Good",
    "too-few-strides": "Waiting",
    "swapped-with-pelvis": "Swapped",
    slipped: "Slipped",
    swapped: "Swapped",
  };
  return texts[verdict];
}

/** What the runner entered about the hip. */
export function entryText({
  entry,
  painLevel,
  effortLevel,
}: Pick<EntryOutput, "entry" | "painLevel" | "effortLevel">): string {
  const texts: Record<EntryType, string> = {
    pain: `Pain ${formatNumber(painLevel)} of 10`,
    "sharp-pain": "Sharp pain",
    catch: "Catch",
    effort: `Effort ${formatNumber(effortLevel)} of 10`,
    stop: "Stopped",
    "pain-next-morning": `Pain the morning after ${formatNumber(painLevel)} of 10`,
  };
  return texts[entry];
}
