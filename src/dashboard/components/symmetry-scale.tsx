/** The scale ends here, percentage points; what lies beyond is drawn at the end with an arrow. */
const fullScalePct = 10;

interface SymmetryScaleProps {
  readonly indexPct: number | null;
  readonly ciPct: number | null;
}

/** The symmetry index and its 95 % interval on a scale with zero in the middle, left side left. */
export function SymmetryScale({ indexPct, ciPct }: SymmetryScaleProps) {
  return (
    <div class="symmetry-scale" aria-hidden="true">
      <div class="axis">
        {[-10, -5, 0, 5, 10].map((pct) => (
          <i key={pct} class={pct === 0 ? "zero" : ""} style={{ left: position(pct) }} />
        ))}
        {indexPct !== null && ciPct !== null && (
          <div
            class="ci"
            style={{
              left: position(indexPct - ciPct),
              right: `${100 - percent(indexPct + ciPct)}%`,
            }}
          />
        )}
        {indexPct !== null && (
          <div
            class={`point${Math.abs(indexPct) > fullScalePct ? " beyond" : ""}`}
            style={{ left: position(indexPct) }}
          />
        )}
      </div>
      <div class="ends">
        <span class="left-text">← L longer, {fullScalePct} %</span>
        <span>0</span>
        <span class="right-text">R longer, {fullScalePct} % →</span>
      </div>
    </div>
  );
}

function percent(pct: number): number {
  const clamped = Math.max(-fullScalePct, Math.min(fullScalePct, pct));
  return 50 + (clamped / fullScalePct) * 50;
}

function position(pct: number): string {
  return `${percent(pct)}%`;
}
