import { isStale, whyNoEntry } from "../current-values.ts";
import type { DashboardStore } from "../dashboard-store.ts";
import type { PersonChoice } from "../person.ts";
import type { Requests } from "../requests.ts";
import type { Sound } from "../sound.ts";
import type { AlertActions } from "./alert-item.tsx";
import { AlertPanel } from "./alert-panel.tsx";
import { AnglePanel } from "./angle-panel.tsx";
import { AsymmetryTile } from "./asymmetry-tile.tsx";
import { Banners } from "./banners.tsx";
import { EntryBar } from "./entry-bar.tsx";
import { GaitWatchPanel } from "./gait-watch-panel.tsx";
import { LoadAdviceBanner } from "./load-advice-banner.tsx";
import { PageFooter } from "./page-footer.tsx";
import { PageHeader } from "./page-header.tsx";
import { PelvisTile } from "./pelvis-tile.tsx";
import { PlanPanel } from "./plan-panel.tsx";
import { PodPanel } from "./pod-panel.tsx";
import { RhythmTile } from "./rhythm-tile.tsx";
import { SensorStrip } from "./sensor-strip.tsx";
import { StanceTile } from "./stance-tile.tsx";
import { StopBanner } from "./stop-banner.tsx";

export interface AppProps {
  readonly store: DashboardStore;
  readonly requests: Requests;
  readonly sound: Sound;
  readonly choice: PersonChoice;
  readonly onRetry: () => void;
  readonly onCalibrate: () => void;
}

export function App({ store, requests, sound, choice, onRetry, onCalibrate }: AppProps) {
  const { view, connection, requests: states } = store.shown.value;
  const stale = isStale(view, connection);
  const why = whyNoEntry(view);
  const by = choice.person.value;
  const actions: AlertActions = {
    rules: view.hello?.session.alertRules,
    states,
    why,
    onAcknowledge: (alertId) => requests.ask({ type: "acknowledge", alertId, by }),
    onClear: (alertId) => requests.ask({ type: "clear", alertId, by }),
  };
  return (
    <div class={`page${stale ? " stale" : ""}`}>
      <PageHeader view={view} connection={connection} sound={sound} onCalibrate={onCalibrate} />
      <StopBanner view={view} actions={actions} />
      <Banners view={view} connection={connection} onRetry={onRetry} />
      <LoadAdviceBanner view={view} requests={requests} states={states} why={why} />
      <SensorStrip view={view} isStale={stale} />
      <main class="grid">
        <StanceTile view={view} side="left" />
        <AsymmetryTile view={view} />
        <StanceTile view={view} side="right" />
        <div class="watch-column">
          <PlanPanel view={view} sound={sound} />
          <AlertPanel view={view} actions={actions} choice={choice} />
          <GaitWatchPanel
            view={view}
            why={why}
            isResetting={states.get("resetBaseline")?.phase === "sending"}
            onReset={() => requests.ask({ type: "resetBaseline", by })}
          />
        </div>
        <RhythmTile view={view} />
        <AnglePanel view={view} store={store} isStale={stale} />
        <PelvisTile view={view} />
        <PodPanel view={view} isStale={stale} />
      </main>
      <PageFooter view={view} />
      <EntryBar requests={requests} states={states} why={why} endReason={view.endReason} />
    </div>
  );
}
