import type { ComponentChildren } from "preact";
import { wireVersion } from "../../server/wire.ts";
import { type AlertView, alertFeed, isPain, stopAdvices } from "../alert-views.ts";
import type { ConnectionState } from "../connection.ts";
import { podViews, silenceS } from "../current-values.ts";
import { formatAge, placementText } from "../format.ts";
import type { ViewState } from "../view-state.ts";

interface BannersProps {
  readonly view: ViewState;
  readonly connection: ConnectionState;
  readonly onRetry: () => void;
}

/** What must not be overlooked, above everything else: a lost line, silent pods, standing alerts. */
export function Banners({ view, connection, onRetry }: BannersProps) {
  return (
    <div class="banners">
      <div role="alert" aria-atomic="false" class="banners-live">
        <ConnectionBanner view={view} connection={connection} onRetry={onRetry} />
        <SilentPodsBanner view={view} />
        {bannerAlerts(view).map(({ alert }) => (
          <Banner key={alert.alertId} kind="gait" title="‼ Alert">
            {alert.message}
          </Banner>
        ))}
      </div>
    </div>
  );
}

/** Alerts that the feed alone is too quiet for. Pain has a banner of its own, beside which nothing is loud, and silent pods as well. */
function bannerAlerts({ alerts, hello }: ViewState): readonly AlertView[] {
  const rules = hello?.session.alertRules;
  if (stopAdvices(alerts, rules).length > 0) return [];
  const loud = alertFeed(alerts, rules).filter(
    ({ alert, over }) =>
      over === null &&
      alert.severity === "alert" &&
      alert.podId === null &&
      alert.acknowledgedBy === null &&
      !isPain(alert, rules),
  );
  // A pattern tells of what it is made of.
  const told = new Set(loud.flatMap(({ alert }) => alert.causes));
  return loud.filter(({ alert }) => !told.has(alert.alertId)).slice(0, 2);
}

function ConnectionBanner({ view, connection, onRetry }: BannersProps) {
  if (view.incompatible) {
    return (
      <Banner kind="lost" title="Wrong version">
        This page knows version {wireVersion} of the stream, the server speaks version{" "}
        {view.hello?.wireVersion}. Reload the page.
      </Banner>
    );
  }
  if (view.endReason !== null) return null;
  if (connection.behindS !== null) {
    return (
      <Banner kind="lost" title="Slow line" testId="connection-behind">
        What you see is <span aria-hidden="true">{connection.behindS} s</span> old.
      </Banner>
    );
  }
  if (connection.phase !== "lost") return null;
  return (
    <Banner kind="lost" title="No connection" testId="connection-lost">
      {view.hello === null ? (
        "The server does not answer. "
      ) : (
        <>
          Nothing received since {wallClock(connection.lostSinceMs)}. <b>
            What you see is old.
          </b>{" "}
        </>
      )}
      Trying again
      <span aria-hidden="true">
        {connection.attempts > 0 ? ` (attempt ${connection.attempts + 1})` : ""}
      </span>
      …
      <button type="button" onClick={onRetry}>
        Try now
      </button>
    </Banner>
  );
}

function SilentPodsBanner({ view }: { readonly view: ViewState }) {
  const silent = podViews(view).flatMap(({ placement, state }) =>
    state?.liveness === "silent" ? [{ placement, state }] : [],
  );
  if (silent.length === 0) return null;
  const names = silent.map(({ placement }) => placementText(placement)).join(", ");
  // The age is left out of what is read aloud: it would be repeated with every change.
  const ages = silent.map(({ state }) => silenceS(view, state)).filter((age) => age !== null);
  const longest = ages.length === 0 ? null : Math.max(...ages);
  return (
    <Banner
      kind="alert"
      title={silent.length === 1 ? "Pod silent" : "Pods silent"}
      testId="pods-silent"
    >
      {names}: no data
      <span aria-hidden="true">{longest === null ? " yet" : ` for ${formatAge(longest)}`}</span>.
      Values that rest on it are left out.
    </Banner>
  );
}

interface BannerProps {
  readonly kind: "lost" | "alert" | "gait";
  readonly title: string;
  readonly testId?: string;
  readonly children: ComponentChildren;
}

function Banner({ kind, title, testId, children }: BannerProps) {
  return (
    <p class={`banner banner-${kind}`} data-testid={testId}>
      <strong>{title}</strong>
      <span>{children}</span>
    </p>
  );
}

function wallClock(ms: number | null): string {
  return ms === null ? "the start" : new Date(ms).toLocaleTimeString();
}
