import type { AlertRules } from "../../model/alert-rules.ts";
import { type AlertView, isPain } from "../alert-views.ts";
import { findingRows, severityWords } from "../alert-words.ts";
import { formatClock } from "../format.ts";
import type { RequestStates } from "../requests.ts";
import { ConfirmButton } from "./confirm-button.tsx";

/** What can be done about alerts, and how far it is. */
export interface AlertActions {
  readonly rules: AlertRules | undefined;
  readonly states: RequestStates;
  /** Why nothing can be done now; null where it can. */
  readonly why: string | null;
  readonly onAcknowledge: (alertId: string) => void;
  readonly onClear: (alertId: string) => void;
}

interface AlertItemProps {
  readonly item: AlertView;
  /** All alerts that are known: a pattern names its causes. */
  readonly all: readonly AlertView[];
  readonly actions: AlertActions;
}

export function AlertItem({ item, all, actions }: AlertItemProps) {
  const { alert, over } = item;
  const { word, icon } = severityWords[alert.severity];
  const isStanding = over === null;
  return (
    <li class={`alert-item ${alert.severity}${isStanding ? "" : " over"}`} data-testid="alert">
      <span class="severity">
        <span class="severity-icon" aria-hidden="true">
          {isStanding ? icon : "✓"}
        </span>
        {word}
      </span>
      <span class="message">
        {isStanding ? alert.message : `Was: ${alert.message}`}
        {over !== null && over.message !== alert.message && <em> {over.message}</em>}
      </span>
      <span class="when">{whenText(item)}</span>
      <AlertWhy item={item} all={all} />
      {isStanding && <AlertButtons item={item} actions={actions} />}
    </li>
  );
}

function AlertButtons({ item, actions }: Omit<AlertItemProps, "all">) {
  const { alertId, acknowledgedBy } = item.alert;
  const { states, why, rules } = actions;
  const isSending = states.get(`acknowledge:${alertId}`)?.phase === "sending";
  const canClear = isPain(item.alert, rules);
  if (acknowledgedBy !== null && !canClear) return null;
  return (
    <span class="alert-actions">
      {acknowledgedBy === null && (
        <button
          type="button"
          class="action"
          data-testid="acknowledge"
          disabled={why !== null || isSending}
          title={why ?? undefined}
          onClick={() => actions.onAcknowledge(alertId)}
        >
          {isSending ? "Sending…" : "Acknowledge"}
        </button>
      )}
      {canClear && <ClearButton alertId={alertId} actions={actions} testId="clear" />}
    </span>
  );
}

interface ClearButtonProps {
  readonly alertId: string;
  readonly actions: AlertActions;
  readonly testId: string;
}

/** Pain is cleared by a person, and not by a stray finger. */
export function ClearButton({ alertId, actions, testId }: ClearButtonProps) {
  const { states, why, onClear } = actions;
  const isSending = states.get(`clear:${alertId}`)?.phase === "sending";
  return (
    <ConfirmButton
      label={isSending ? "Sending…" : "Clear"}
      confirmLabel="Yes, clear it"
      question="Is it all right to go on?"
      disabled={why !== null || isSending}
      onConfirm={() => onClear(alertId)}
      testId={testId}
    />
  );
}

/** The numbers, on demand; nothing where there are none. */
function AlertWhy({ item: { alert }, all }: Omit<AlertItemProps, "actions">) {
  const { finding, causes, ruleId } = alert;
  const messages = all
    .filter((one) => causes.includes(one.alert.alertId))
    .map((one) => one.alert.message);
  if (finding === null && messages.length === 0) return null;
  return (
    <details class="alert-why" data-testid="alert-why">
      <summary>Why</summary>
      {finding !== null && (
        <dl>
          {findingRows(finding).map(({ name, text, note }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <b>{text}</b> <span class="label">{note}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {messages.length > 0 && (
        <ul>
          {messages.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
      <p class="label">Rule {ruleId}; not clinically validated.</p>
    </details>
  );
}

function whenText({ alert, escalatedAtS, acknowledgedAtS, over }: AlertView): string {
  // Where a slow line lost the raising, only the end is known, and when it began.
  const parts = [
    over === null
      ? `since ${formatClock(alert.raisedAtS)}`
      : `raised ${formatClock(alert.raisedAtS)}`,
  ];
  if (escalatedAtS !== null) parts.push(`worse since ${formatClock(escalatedAtS)}`);
  if (alert.acknowledgedBy !== null) {
    const at = acknowledgedAtS === null ? "" : ` ${formatClock(acknowledgedAtS)}`;
    parts.push(`acknowledged by ${alert.acknowledgedBy}${at}`);
  }
  if (over !== null) parts.push(`over since ${formatClock(over.atS)}`);
  return parts.join(" · ");
}
