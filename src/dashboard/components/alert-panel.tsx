import type { AlertOutput, AlertSeverity } from "../../model/alert-output.ts";
import { formatClock } from "../format.ts";
import type { AlertView, ViewState } from "../view-state.ts";
import { EntryList } from "./entry-list.tsx";

export function AlertPanel({ view }: { readonly view: ViewState }) {
  return (
    <section class="tile alerts" aria-labelledby="alerts-title">
      <h2 id="alerts-title">
        <span>Alerts</span>
        <span class="aside">rules not clinically validated</span>
      </h2>
      <div role="log" aria-live="polite" class="alert-log">
        <EntryList view={view} />
        {view.alerts.length === 0 && <p class="note">No alert so far.</p>}
        <ol class="alert-list" data-testid="alerts">
          {view.alerts.map((item) => (
            <AlertItem key={item.alert.alertId} item={item} />
          ))}
        </ol>
      </div>
    </section>
  );
}

function AlertItem({ item: { alert, releasedAtS } }: { readonly item: AlertView }) {
  const isOver = releasedAtS !== null;
  return (
    <li class={`alert-item ${alert.severity}${isOver ? " over" : ""}`} data-testid="alert">
      <span class="severity">{severityText(alert.severity)}</span>
      <span class="message">{alert.message}</span>
      <span class="when">{whenText(alert, releasedAtS)}</span>
    </li>
  );
}

function whenText(alert: AlertOutput, releasedAtS: number | null): string {
  const since = formatClock(alert.timeS);
  if (releasedAtS === null) return `since ${since}`;
  const until = formatClock(releasedAtS);
  // Where a slow line lost the raising, only the end is known.
  return alert.phase === "released" ? `over at ${until}` : `${since}–${until}, over`;
}

function severityText(severity: AlertSeverity): string {
  const texts: Record<AlertSeverity, string> = { info: "Info", watch: "Watch", alert: "Alert" };
  return texts[severity];
}
