import { alertFeed } from "../alert-views.ts";
import { type PersonChoice, people } from "../person.ts";
import type { ViewState } from "../view-state.ts";
import { type AlertActions, AlertItem } from "./alert-item.tsx";
import { EntryList } from "./entry-list.tsx";

interface AlertPanelProps {
  readonly view: ViewState;
  readonly actions: AlertActions;
  readonly choice: PersonChoice;
}

export function AlertPanel({ view, actions, choice }: AlertPanelProps) {
  const feed = alertFeed(view.alerts, actions.rules);
  return (
    <section class="tile alerts" aria-labelledby="alerts-title">
      <h2 id="alerts-title">
        <span>Alerts</span>
        <span class="aside">rules not clinically validated</span>
      </h2>
      <div role="log" aria-live="polite" class="alert-log">
        {feed.length === 0 && <p class="note">No alert so far.</p>}
        <ol class="alert-list" data-testid="alerts">
          {feed.map((item) => (
            <AlertItem key={item.alert.alertId} item={item} all={feed} actions={actions} />
          ))}
        </ol>
        <EntryList view={view} />
      </div>
      <label class="person">
        Acknowledging as{" "}
        <select
          value={choice.person.value}
          onChange={({ currentTarget }) => {
            const chosen = people.find((one) => one === currentTarget.value);
            if (chosen !== undefined) choice.choose(chosen);
          }}
        >
          {people.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}
