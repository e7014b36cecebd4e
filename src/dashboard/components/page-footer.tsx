import type { ViewState } from "../view-state.ts";

export function PageFooter({ view }: { readonly view: ViewState }) {
  const origin = view.hello?.session.origin;
  return (
    <footer class="page-footer">
      <p>
        <strong>Not a medical device.</strong> Estimates, not clinically validated. Pain outranks
        every number here: when it hurts, stop.
      </p>
      {view.droppedOutputs > 0 && (
        <p>This page was too slow for {view.droppedOutputs} values; the newest ones are shown.</p>
      )}
      {origin !== undefined && (
        <p class="credit" data-testid="credit">
          Data: {[origin.credit ?? origin.description, origin.licence].filter(Boolean).join(" · ")}
        </p>
      )}
    </footer>
  );
}
