import { entryText, formatClock } from "../format.ts";
import type { ViewState } from "../view-state.ts";

/** What the runner entered about the hip, newest first; nothing where nothing was. */
export function EntryList({ view }: { readonly view: ViewState }) {
  if (view.entries.length === 0) return null;
  return (
    <div class="entries" data-testid="entries">
      <h3>Entered by the runner</h3>
      <ol>
        {view.entries.map((output) => (
          <li key={`${output.timeS} ${output.entry}`}>
            <span class="when">{formatClock(output.timeS)}</span>
            <span>{entryText(output)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
