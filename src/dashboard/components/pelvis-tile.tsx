import { currentAngles, currentStride } from "../current-values.ts";
import { formatNumber, formatSigned } from "../format.ts";
import type { ViewState } from "../view-state.ts";
import { Measure } from "./measure.tsx";
import { SidesTable } from "./sides-table.tsx";

export function PelvisTile({ view }: { readonly view: ViewState }) {
  const angles = currentAngles(view);
  const left = currentStride(view, "left");
  const right = currentStride(view, "right");
  const when = view.running ? " now" : ", last";
  return (
    <section class="tile pelvis" aria-labelledby="pelvis-title">
      <h2 id="pelvis-title">Pelvis</h2>
      <div class="pelvis-now">
        <p>
          <span class="label">Tilt{when}</span>
          <span class="middle">
            <Measure
              text={formatSigned(angles.value?.pelvicTiltDeg ?? null, 1)}
              unit="°"
              testId="tilt"
            />
          </span>
          <span class="hint">{angles.why ?? "+ forward (anterior)"}</span>
        </p>
        <p>
          <span class="label">Obliquity{when}</span>
          <span class="middle obliquity-text">
            <Measure
              text={formatSigned(angles.value?.pelvicObliquityDeg ?? null, 1)}
              unit="°"
              testId="obliquity"
            />
          </span>
          <span class="hint">{angles.why ?? "+ right side up"}</span>
        </p>
      </div>
      <SidesTable
        caption="Last stride, °"
        rows={[
          {
            label: "Tilt excursion",
            testId: "tilt-excursion",
            left: formatNumber(left.value?.pelvicTiltExcursionDeg ?? null, 1),
            right: formatNumber(right.value?.pelvicTiltExcursionDeg ?? null, 1),
          },
          {
            label: "Obliquity excursion",
            testId: "obliquity-excursion",
            left: formatNumber(left.value?.pelvicObliquityExcursionDeg ?? null, 1),
            right: formatNumber(right.value?.pelvicObliquityExcursionDeg ?? null, 1),
          },
          {
            label: "Mean tilt",
            testId: "tilt-mean",
            left: formatSigned(left.value?.pelvicTiltMeanDeg ?? null, 1),
            right: formatSigned(right.value?.pelvicTiltMeanDeg ?? null, 1),
          },
        ]}
      />
      <p class="note">
        {left.why ??
          right.why ??
          "Zero is quiet standing; absolute angles may be off by several degrees."}
      </p>
    </section>
  );
}
