import type { SymmetryOutput } from "../../model/session-output.ts";
import { currentSymmetry, symmetryWhy } from "../current-values.ts";
import { formatNumber, formatSigned, formatSignedMs } from "../format.ts";
import type { ViewState } from "../view-state.ts";
import { Fact, Measure } from "./measure.tsx";
import { SymmetryScale } from "./symmetry-scale.tsx";

/** Strides of each side from which on the service calls the comparison settled. */
const settledStrides = 30;

export function AsymmetryTile({ view }: { readonly view: ViewState }) {
  const current = currentSymmetry(view);
  const symmetry = current.value;
  const indexPct = symmetry?.stanceTimeSymmetryIndexPct ?? null;
  const ciPct = symmetry?.symmetryIndexCi95Pct ?? null;
  return (
    <section class="tile asymmetry" aria-labelledby="asymmetry-title">
      <h2 id="asymmetry-title">
        <span>Stance asymmetry</span>
        <span class="aside">± 95 % interval</span>
      </h2>
      <p class="big">
        <Measure text={formatSigned(indexPct, 1)} unit="%" testId="symmetry-index" />
        {indexPct !== null && (
          <span class="interval">
            ± <span data-testid="symmetry-ci">{formatNumber(ciPct, 1)}</span>
          </span>
        )}
      </p>
      <p class="note verdict">
        <span data-testid="symmetry-verdict">
          {symmetry === null || indexPct === null ? symmetryWhy(view) : verdict(symmetry, indexPct)}
        </span>
        {indexPct !== null && (
          <Measure
            text={formatSignedMs(symmetry?.stanceTimeDifferenceS ?? null)}
            unit="ms"
            testId="stance-difference"
          />
        )}
      </p>
      <SymmetryScale indexPct={indexPct} ciPct={ciPct} />
      <dl class="facts facts-row">
        <Fact name="Balance L / R">
          <span data-testid="balance-left">
            {formatNumber(symmetry?.leftBalancePct ?? null, 1)}
          </span>
          {" / "}
          <span data-testid="balance-right">
            {formatNumber(symmetry?.rightBalancePct ?? null, 1)}
          </span>
          <small class="unit">%</small>
        </Fact>
        <Fact name="Strides L / R">
          <span data-testid="strides-left">{formatNumber(symmetry?.leftStrides ?? null)}</span>
          {" / "}
          <span data-testid="strides-right">{formatNumber(symmetry?.rightStrides ?? null)}</span>
        </Fact>
      </dl>
    </section>
  );
}

function verdict(symmetry: SymmetryOutput, indexPct: number): string {
  const { withinNoise, preliminary, leftStrides, rightStrides } = symmetry;
  if (preliminary === true) {
    return `preliminary: ${Math.min(leftStrides, rightStrides)} of ${settledStrides} strides per side`;
  }
  if (withinNoise === null) return "whether this is more than noise is not known";
  if (withinNoise) return "within noise: no side is longer for certain";
  return `${indexPct > 0 ? "right" : "left"} stance is longer`;
}
