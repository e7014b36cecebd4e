import { fullScalePct, position, symmetryMarks } from "../symmetry-marks.ts";

interface SymmetryScaleProps {
  readonly indexPct: number | null;
  readonly ciPct: number | null;
}

/** The symmetry index and its 95 % interval on a scale with zero in the middle, left side left. */
export function SymmetryScale({ indexPct, ciPct }: SymmetryScaleProps) {
  const marks = indexPct === null ? null : symmetryMarks(indexPct, ciPct);
  const pointBeyond = marks?.pointBeyond ?? null;
  const openEnds = marks?.intervalBeyond.map((end) => ` open-${end}`).join("") ?? "";
  return (
    <div class="symmetry-scale" aria-hidden="true">
      <div class="axis">
        {[-10, -5, 0, 5, 10].map((pct) => (
          <i key={pct} class={pct === 0 ? "zero" : ""} style={{ left: `${position(pct)}%` }} />
        ))}
        {marks?.interval && (
          <div
            class={`ci${openEnds}`}
            style={{ left: `${marks.interval.from}%`, right: `${100 - marks.interval.to}%` }}
          />
        )}
        {marks !== null && (
          <div
            class={pointBeyond === null ? "point" : `point beyond-${pointBeyond}`}
            style={{ left: `${marks.point}%` }}
          />
        )}
      </div>
      <div class="ends">
        <span class="left-text">
          ← L longer, {pointBeyond === "left" && "beyond "}
          {fullScalePct} %
        </span>
        <span>0</span>
        <span class="right-text">
          R longer, {pointBeyond === "right" && "beyond "}
          {fullScalePct} % →
        </span>
      </div>
    </div>
  );
}
