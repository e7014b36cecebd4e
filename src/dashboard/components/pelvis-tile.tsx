import type { StrideOutput } from "../../model/session-output.ts";
import { currentAngles, currentStride } from "../current-values.ts";
import { formatNumber, formatSigned } from "../format.ts";
import { strideMeans } from "../stride-figures.ts";
import type { ViewState } from "../view-state.ts";
import { Measure } from "./measure.tsx";
import { SidesTable } from "./sides-table.tsx";

/** Largest − smallest hip flexion of a stride, degrees; null where it is not known. */
function flexionRange(stride: StrideOutput | null): number | null {
  if (stride === null || stride.hipFlexionMaxDeg === null || stride.hipFlexionMinDeg === null) {
    return null;
  }
  return stride.hipFlexionMaxDeg - stride.hipFlexionMinDeg;
}

export function PelvisTile({ view }: { readonly view: ViewState }) {
  const angles = currentAngles(view);
  const left = currentStride(view, "left");
  const right = currentStride(view, "right");
  const means = strideMeans(view);
  const when = view.running ? "now" : "last";
  return (
    <section class="tile pelvis" aria-labelledby="pelvis-title">
      <h2 id="pelvis-title">Pelvis and hips</h2>
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
            label: "Rotation excursion",
            testId: "rotation-excursion",
            left: formatNumber(left.value?.pelvicRotationExcursionDeg ?? null, 1),
            right: formatNumber(right.value?.pelvicRotationExcursionDeg ?? null, 1),
          },
          {
            label: "Hip flexion, range",
            testId: "hip-flexion-range",
            left: formatNumber(flexionRange(left.value), 1),
            right: formatNumber(flexionRange(right.value), 1),
          },
          {
            label: "Hip adduction in stance",
            testId: "hip-adduction-excursion",
            left: formatNumber(left.value?.hipAdductionStanceExcursionDeg ?? null, 1),
            right: formatNumber(right.value?.hipAdductionStanceExcursionDeg ?? null, 1),
          },
          {
            label: "Hip rotation in stance",
            testId: "hip-rotation-excursion",
            left: formatNumber(left.value?.hipInternalRotationStanceExcursionDeg ?? null, 1),
            right: formatNumber(right.value?.hipInternalRotationStanceExcursionDeg ?? null, 1),
          },
        ]}
      />
      <p class="note">
        {means.value === null
          ? means.why
          : `Mean of ${means.value.strides} strides; zero is standing, ± a few degrees.`}
      </p>
    </section>
  );
}
