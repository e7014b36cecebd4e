import type { RuleState } from "../../model/alert-output.ts";
import {
  changeText,
  metricMeaning,
  metricName,
  metricUnit,
  severityWords,
  suspensionText,
} from "../alert-words.ts";
import { formatNumber } from "../format.ts";
import { baselineWords, changeMarks } from "../gait-watch-views.ts";
import type { ViewState } from "../view-state.ts";
import { ConfirmButton } from "./confirm-button.tsx";

interface GaitWatchPanelProps {
  readonly view: ViewState;
  /** Why nothing can be begun anew now; null where it can. */
  readonly why: string | null;
  readonly isResetting: boolean;
  readonly onReset: () => void;
}

/** What is compared with what is usual for the runner, and how far it is from there. */
export function GaitWatchPanel({ view, why, isResetting, onReset }: GaitWatchPanelProps) {
  const { gaitWatch } = view;
  const baseline = baselineWords(view.baseline);
  const side = view.hello?.session.runner.affectedSide ?? null;
  const suspended = gaitWatch?.suspended ?? null;
  return (
    <section class="tile gait-watch" aria-labelledby="gait-watch-title">
      <h2 id="gait-watch-title">
        <span>Change from your baseline</span>
        <span class="aside">± 95 % interval</span>
      </h2>
      <p class="baseline" data-testid="baseline">
        <b>Baseline</b> {baseline.text}
        {baseline.why !== null && <span class="on-hold"> {baseline.why}.</span>}
      </p>
      {gaitWatch === null || suspended !== null ? (
        <p class="not-watching" data-testid="gait-suspended">
          Gait is not watched now: {suspended === null ? "no word yet" : suspensionText(suspended)}.
        </p>
      ) : (
        <ul class="rules">
          {gaitWatch.rules.map((rule) => (
            <RuleRow key={rule.ruleId} rule={rule} name={metricName(rule.metric, side)} />
          ))}
        </ul>
      )}
      <div class="gait-foot">
        <span class="label">not clinically validated</span>
        <ConfirmButton
          label={isResetting ? "Sending…" : "Begin anew"}
          confirmLabel="Yes, begin anew"
          question="Forget this session's baselines?"
          disabled={why !== null || isResetting || view.baseline === null}
          onConfirm={onReset}
          testId="reset-baseline"
        />
      </div>
    </section>
  );
}

function RuleRow({ rule, name }: { readonly rule: RuleState; readonly name: string }) {
  const { finding, suspended, standing, metric, ruleId } = rule;
  return (
    <li class={`rule ${standing ?? ""}`} data-testid={`rule-${ruleId}`}>
      <span class="rule-name" title={metricMeaning(metric)}>
        {standing !== null && (
          <span class="severity-icon" title={severityWords[standing].word}>
            {severityWords[standing].icon}
          </span>
        )}
        {name}
      </span>
      {suspended === null && finding !== null ? (
        <>
          <span class="rule-change">{changeText(finding)}</span>
          <ChangeScale rule={rule} />
          <span class="rule-limits">{limitsText(rule)}</span>
        </>
      ) : (
        <span class="rule-why">
          {suspended === null ? "no word yet" : suspensionText(suspended)}
        </span>
      )}
    </li>
  );
}

/** The change with its interval on a scale with the limits. */
function ChangeScale({ rule }: { readonly rule: RuleState }) {
  const marks = changeMarks(rule);
  if (marks === null) return <span />;
  return (
    <span class="change-scale" aria-hidden="true">
      <i class="zero" style={{ left: `${marks.zero}%` }} />
      {marks.watch.map((left) => (
        <i key={left} class="watch-limit" style={{ left: `${left}%` }} />
      ))}
      {marks.alert.map((left) => (
        <i key={left} class="alert-limit" style={{ left: `${left}%` }} />
      ))}
      <span class="ci" style={{ left: `${marks.from}%`, right: `${100 - marks.to}%` }} />
      <span class="point" style={{ left: `${marks.point}%` }} />
    </span>
  );
}

function limitsText({ watchLimit, alertLimit, direction, metric }: RuleState): string {
  const sign = { increase: "+", decrease: "\u2212", either: "±" }[direction];
  const unit = metricUnit(metric);
  return `watch ${sign}${formatNumber(watchLimit, 1)}, alert ${sign}${formatNumber(alertLimit, 1)} ${unit}`;
}
