import { isStale } from "../current-values.ts";
import type { DashboardStore } from "../dashboard-store.ts";
import { AlertPanel } from "./alert-panel.tsx";
import { AnglePanel } from "./angle-panel.tsx";
import { AsymmetryTile } from "./asymmetry-tile.tsx";
import { Banners } from "./banners.tsx";
import { PageFooter } from "./page-footer.tsx";
import { PageHeader } from "./page-header.tsx";
import { PelvisTile } from "./pelvis-tile.tsx";
import { PodPanel } from "./pod-panel.tsx";
import { RhythmTile } from "./rhythm-tile.tsx";
import { SensorStrip } from "./sensor-strip.tsx";
import { StanceTile } from "./stance-tile.tsx";

export interface AppProps {
  readonly store: DashboardStore;
  readonly onRetry: () => void;
  readonly onCalibrate: () => void;
}

export function App({ store, onRetry, onCalibrate }: AppProps) {
  const { view, connection } = store.shown.value;
  const stale = isStale(view, connection);
  return (
    <div class={`page${stale ? " stale" : ""}`}>
      <PageHeader view={view} connection={connection} onCalibrate={onCalibrate} />
      <Banners view={view} connection={connection} onRetry={onRetry} />
      <SensorStrip view={view} isStale={stale} />
      <main class="grid">
        <StanceTile view={view} side="left" />
        <AsymmetryTile view={view} />
        <StanceTile view={view} side="right" />
        <RhythmTile view={view} />
        <AnglePanel view={view} store={store} isStale={stale} />
        <PelvisTile view={view} />
        <PodPanel view={view} isStale={stale} />
        <AlertPanel view={view} />
      </main>
      <PageFooter view={view} />
    </div>
  );
}
