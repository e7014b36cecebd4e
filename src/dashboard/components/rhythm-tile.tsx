import { currentCadence, currentStride } from "../current-values.ts";
import { formatKmPerH, formatMs, formatNumber, formatPct } from "../format.ts";
import type { ViewState } from "../view-state.ts";
import { Measure } from "./measure.tsx";
import { SidesTable } from "./sides-table.tsx";

export function RhythmTile({ view }: { readonly view: ViewState }) {
  const cadence = currentCadence(view);
  const left = currentStride(view, "left");
  const right = currentStride(view, "right");
  const speedMPerS = view.beltSpeed?.beltSpeedMPerS ?? null;
  const cadenceText = formatNumber(cadence.value?.cadenceSpm ?? null);
  return (
    <section class="tile rhythm" aria-labelledby="rhythm-title">
      <h2 id="rhythm-title">Cadence and speed</h2>
      <div class="rhythm-heads">
        <p class="big">
          <Measure text={cadenceText} unit="steps/min" testId="cadence" why={cadence.why} />
        </p>
        <p class="middle">
          {speedMPerS === null ? (
            <span class="unknown speed-unknown" data-testid="belt-speed">
              speed not known
            </span>
          ) : (
            <Measure text={formatKmPerH(speedMPerS)} unit="km/h" testId="belt-speed" />
          )}
        </p>
      </div>
      <SidesTable
        caption="Last stride"
        rows={[
          {
            label: "Flight time, ms",
            testId: "flight",
            left: formatMs(left.value?.flightTimeS ?? null),
            right: formatMs(right.value?.flightTimeS ?? null),
          },
          {
            label: "Duty factor, %",
            testId: "duty",
            left: formatPct(left.value?.dutyFactor ?? null),
            right: formatPct(right.value?.dutyFactor ?? null),
          },
        ]}
      />
      <p class="note">
        {left.why ?? right.why ?? "One stride is mostly noise; its ± is not known."}
      </p>
    </section>
  );
}
