import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { AnglePlot } from "../angle-plot.ts";
import { currentAngles } from "../current-values.ts";
import type { DashboardStore } from "../dashboard-store.ts";
import type { ViewState } from "../view-state.ts";
import { SideBadge } from "./side-badge.tsx";

interface AnglePanelProps {
  readonly view: ViewState;
  readonly store: DashboardStore;
  readonly isStale: boolean;
}

export function AnglePanel({ view, store, isStale }: AnglePanelProps) {
  const host = useRef<HTMLDivElement>(null);
  const plotRef = useRef<AnglePlot>(null);
  useEffect(() => {
    if (host.current === null) return;
    const plot = new AnglePlot(host.current, store.trace);
    plotRef.current = plot;
    const stop = effect(() => {
      const { view: shown } = store.shown.value;
      plot.draw(shown.running ? shown.sessionTimeS : null);
    });
    return () => {
      stop();
      plot.destroy();
      plotRef.current = null;
    };
  }, [store]);
  // A canvas does not see by itself that the page turns grey.
  useEffect(() => plotRef.current?.recolour(), [isStale]);
  const { why } = currentAngles(view);
  return (
    <section class="tile plot" aria-labelledby="plot-title">
      <h2 id="plot-title">
        <span>Pelvic angles</span>
        <span class="legend">
          <span>
            <SideBadge side="left" /> <SideBadge side="right" /> initial contact; shaded: stance
          </span>
          <span>
            <i class="toe-off-key" /> toe-off
          </span>
        </span>
      </h2>
      <div class="plot-host">
        <div
          ref={host}
          role="img"
          aria-label="Pelvic tilt and obliquity of the last seconds, with the foot contacts. The figures are in the tile Pelvis."
          data-testid="angle-plot"
        />
      </div>
      {why !== null && <p class="plot-why">{why}</p>}
    </section>
  );
}
