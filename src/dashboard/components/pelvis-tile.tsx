import { currentAngles, currentStride } from "../current-values.ts";
import { formatNumber, formatSigned } from "../format.ts";
import { strideMeans } from "../stride-figures.ts";
import type { ViewState } from "../view-state.ts";
import { Measure } from "./measure.tsx";
import { SidesTable } from "./sides-table.tsx";

export function PelvisTile({ view }: { readonly view: ViewState }) {
  const angles = currentAngles(view);
  const left = currentStride(view, "left");
  const right = currentStride(view, "right");
  const means = strideMeans(view);
  const when = view.running ? "now" : "last";
  return (
    <section class="tile pelvis" aria-labelledby="pelvis-title">
      <h2 id="pelvis-title">Pelvis</h2>
      <div class="pelvis-heads">
        <p>
          <span class="label">Tilt, stride mean</span>
          <span class="middle">
            <Measure
              text={formatSigned(means.value?.pelvicTiltDeg ?? null, 1)}
              unit="°"
              testId="tilt-mean"
            />
          </span>
          <span class="hint">
            {when}{" "}
            <Measure
              text={formatSigned(angles.value?.pelvicTiltDeg ?? null, 1)}
              unit="°"
              testId="tilt"
            />{" "}
            · {angles.why ?? "+ forward"}
          </span>
        </p>
        <p>
          <span class="label">Obliquity excursion</span>
          <span class="middle obliquity-text">
            <Measure
              text={formatNumber(means.value?.pelvicObliquityExcursionDeg ?? null, 1)}
              unit="°"
              testId="obliquity-excursion"
            />
          </span>
          <span class="hint">
            {when}{" "}
            <Measure
              text={formatSigned(angles.value?.pelvicObliquityDeg ?? null, 1)}
              unit="°"
              testId="obliquity"
            />{" "}
            · {angles.why ?? "+ right up"}
          </span>
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
        {means.value === null
          ? means.why
          : `Large: mean of ${means.value.strides} strides. Zero is quiet standing; absolute angles may be off by several degrees.`}
      </p>
    </section>
  );
}
