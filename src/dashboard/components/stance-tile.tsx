import type { Side } from "../../model/pod.ts";
import { currentStride, currentSymmetry, symmetryWhy } from "../current-values.ts";
import { formatMs, unknownText } from "../format.ts";
import { recentStrides } from "../stride-figures.ts";
import type { ViewState } from "../view-state.ts";
import { Fact, Measure } from "./measure.tsx";
import { RecentStrides } from "./recent-strides.tsx";
import { SideBadge } from "./side-badge.tsx";

interface StanceTileProps {
  readonly view: ViewState;
  readonly side: Side;
}

export function StanceTile({ view, side }: StanceTileProps) {
  const symmetry = currentSymmetry(view);
  const isLeft = side === "left";
  const meanS = isLeft ? symmetry.value?.leftStanceTimeS : symmetry.value?.rightStanceTimeS;
  const ciS = symmetry.value?.stanceTimeCi95S ?? null;
  const strides = isLeft ? symmetry.value?.leftStrides : symmetry.value?.rightStrides;
  const last = currentStride(view, side);
  const text = formatMs(meanS ?? null);
  const isAffected = view.hello?.session.runner.affectedSide === side;
  return (
    <section class={`tile stance ${side}`} aria-labelledby={`stance-title-${side}`}>
      <h2 id={`stance-title-${side}`}>
        <SideBadge side={side} />
        <span>
          <span class="wide-only">{isLeft ? "Left stance" : "Right stance"} time</span>
          <span class="narrow-only">{isLeft ? "Left" : "Right"} stance</span>
        </span>
        {isAffected && <span class="tag">affected</span>}
      </h2>
      <p class="big">
        <Measure text={text} unit="ms" testId={`stance-${side}`} />
        {text !== unknownText && (
          <span class="interval">
            ± <span data-testid={`stance-ci-${side}`}>{formatMs(ciS)}</span>
          </span>
        )}
      </p>
      <p class="note">
        {text === unknownText ? symmetryWhy(view) : `mean of ${strides} clean strides`}
      </p>
      <dl class="facts">
        <Fact name="Last stride">
          <Measure
            text={formatMs(last.value?.stanceTimeS ?? null)}
            unit="ms"
            testId={`last-stance-${side}`}
            why={last.why}
          />
        </Fact>
      </dl>
      <RecentStrides strides={recentStrides(view, side)} side={side} />
    </section>
  );
}
