import { stopAdvices } from "../alert-views.ts";
import { formatClock } from "../format.ts";
import type { ViewState } from "../view-state.ts";
import { type AlertActions, ClearButton } from "./alert-item.tsx";

interface StopBannerProps {
  readonly view: ViewState;
  readonly actions: AlertActions;
}

/** Pain outranks everything on the page: the advice to stop stands above it until a person clears it. */
export function StopBanner({ view, actions }: StopBannerProps) {
  const [worst] = stopAdvices(view.alerts, actions.rules);
  if (worst === undefined) return null;
  const { alertId, message, raisedAtS } = worst.alert;
  // What was only watched before asked nobody to stop.
  const sinceS = worst.escalatedAtS ?? raisedAtS;
  return (
    <section class="stop-banner" role="alert" data-testid="stop-banner">
      <strong>
        <span class="stop-sign" aria-hidden="true" />
        Stop
      </strong>
      <p>
        {message} <span class="when">Since {formatClock(sinceS)}.</span>
      </p>
      <ClearButton alertId={alertId} actions={actions} testId="clear-stop" />
    </section>
  );
}
