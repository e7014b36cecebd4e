import type { PodStateOutput } from "../../model/session-output.ts";
import type { PodView } from "../current-values.ts";
import { formatAge, formatNumber, formatSigned, linkText, unknownText } from "../format.ts";
import { Fact, Measure } from "./measure.tsx";

interface PodDetailsProps {
  readonly pod: PodView;
  readonly sessionTimeS: number;
}

/** What somebody wants to know who looks for the reason: of a pod that is well nobody needs it. */
export function PodDetails({ pod: { placement, pod, state }, sessionTimeS }: PodDetailsProps) {
  if (pod === null || state === null) return null;
  const id = (name: string): string => `pod-${placement}-${name}`;
  const number = (name: string, testName: string, text: string, unit: string) => (
    <Fact name={name}>
      <Measure text={text} unit={unit} testId={id(testName)} />
    </Fact>
  );
  const words = (name: string, testName: string, text: string) => (
    <Fact name={name}>
      <span data-testid={id(testName)}>{text}</span>
    </Fact>
  );
  return (
    <details class="pod-details" data-testid={id("details")}>
      <summary>Details</summary>
      <dl class="facts pod-facts">
        {words(`${linkText(state.link)} for`, "link-since", linkAge(state, sessionTimeS))}
        {number("Set rate", "configured-rate", formatNumber(pod.sampleRateHz), "Hz")}
        {number("Jitter", "jitter", formatNumber(state.arrivalJitterMs), "ms")}
        {words("Samples", "received", formatNumber(state.receivedSamples))}
        {words("Came late", "recovered", formatNumber(state.recoveredSamples))}
        {words("Gone for good", "unrecoverable", formatNumber(state.unrecoverableSamples))}
        {words("Clipped", "clipped", formatNumber(state.clippedSamples))}
        {words("Faults", "faults", formatNumber(state.faults))}
        {number("Temperature", "temperature", formatNumber(state.temperatureC), "°C")}
        {number("Clock", "clock-sigma", clockSigma(state), "ms")}
        {number("Drift", "clock-drift", clockDrift(state), "ppm")}
        {words("Clock by", "clock-source", clockSource(state))}
      </dl>
    </details>
  );
}

function linkAge({ linkSinceS }: PodStateOutput, sessionTimeS: number): string {
  return linkSinceS === null ? unknownText : formatAge(Math.max(0, sessionTimeS - linkSinceS));
}

/** How well the pod's clock is tied to the session's: 95 % of the errors are within twice its standard deviation. */
function clockSigma({ clockOffsetSigmaS }: PodStateOutput): string {
  if (clockOffsetSigmaS === null) return unknownText;
  return `± ${formatNumber(2000 * clockOffsetSigmaS, 1)}`;
}

function clockDrift({ clockDriftPpm, clockDriftSigmaPpm }: PodStateOutput): string {
  if (clockDriftPpm === null || clockDriftSigmaPpm === null) return unknownText;
  return `${formatSigned(clockDriftPpm)} ± ${formatNumber(2 * clockDriftSigmaPpm)}`;
}

function clockSource({ clockSource: source }: PodStateOutput): string {
  if (source === null) return unknownText;
  return source === "time-exchange" ? "Exchange" : "Arrivals";
}
