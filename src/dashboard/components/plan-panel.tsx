import { formatClock, formatNumber } from "../format.ts";
import { intervalText, planHeadline, timeLeftS } from "../plan-words.ts";
import type { Sound } from "../sound.ts";
import type { ViewState } from "../view-state.ts";
import { Measure } from "./measure.tsx";

/** Where the runner is in the plan; nothing where there is none. */
export function PlanPanel({ view, sound }: { readonly view: ViewState; readonly sound: Sound }) {
  const { plan } = view;
  if (plan === null) return null;
  const { interval, next, elapsedS, longestS, plannedS, metronomeSpm } = plan;
  const leftS = timeLeftS(plan);
  const isOn = sound.metronomeOn.value;
  return (
    <section class={`tile plan plan-${plan.status}`} aria-labelledby="plan-title">
      <h2 id="plan-title">
        <span>Plan</span>
        <span class="aside plan-name">{plan.name}</span>
      </h2>
      <p class="plan-now">
        <span class="middle" data-testid="plan-headline">
          {planHeadline(plan)}
        </span>
        {leftS !== null && (
          <span class="middle">
            <Measure text={formatClock(Math.ceil(leftS))} unit="left" testId="plan-left" />
          </span>
        )}
      </p>
      {interval !== null && (
        <div class="plan-bar" aria-hidden="true">
          <div
            style={{
              transform: `scaleX(${Math.min(1, plan.intervalElapsedS / interval.durationS)})`,
            }}
          />
        </div>
      )}
      <p class="note" data-testid="plan-next">
        {interval !== null && `${intervalText(interval)}. `}
        {next === null ? "Nothing after it." : `Next: ${intervalText(next)}.`}
      </p>
      <p class="plan-total">
        <span class="label">On the legs</span>{" "}
        <b data-testid="plan-elapsed">{formatClock(elapsedS)}</b>
        <span class="label">
          {" "}
          of {formatClock(plannedS)}; longest {formatClock(longestS)}
        </span>
      </p>
      {(metronomeSpm !== null || interval?.cadencePct != null || isOn) && (
        <p class="plan-metronome">
          <span class="label">Metronome </span>
          <Measure
            text={formatNumber(metronomeSpm)}
            unit="steps/min"
            testId="metronome"
            why="own cadence not known yet"
          />
          <button
            type="button"
            class="action"
            aria-pressed={isOn}
            data-testid="metronome-switch"
            onClick={() => sound.switchMetronome(!isOn)}
          >
            {isOn ? "Click on" : "Click off"}
          </button>
        </p>
      )}
    </section>
  );
}
