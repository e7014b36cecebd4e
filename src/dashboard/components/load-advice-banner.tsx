import { useState } from "preact/hooks";
import type { LoadAdvice } from "../../model/runner-history.ts";
import { type RequestStates, type Requests, sendingLevel } from "../requests.ts";
import type { ViewState } from "../view-state.ts";
import { LevelButtons } from "./level-buttons.tsx";

interface LoadAdviceBannerProps {
  readonly view: ViewState;
  readonly requests: Requests;
  readonly states: RequestStates;
  /** Why nothing can be entered now; null where it can. */
  readonly why: string | null;
}

/** Asks how the morning after the last session was, and says what that means for this one. */
export function LoadAdviceBanner({ view, requests, states, why }: LoadAdviceBannerProps) {
  const [dismissed, setDismissed] = useState<string | null>(null);
  const { loadAdvice } = view;
  if (loadAdvice === null || loadAdvice.message === dismissed) return null;
  const { advice, message, painNextMorning, sessionStartedAt } = loadAdvice;
  const isAsking = sessionStartedAt !== null && painNextMorning === null;
  if (!isAsking && advice === null) return null;
  const sending = sendingLevel(states, "pain-next-morning");
  return (
    <section class="load-advice" aria-labelledby="load-advice-title" data-testid="load-advice">
      <h2 id="load-advice-title">
        {isAsking
          ? `How was the pain on the morning after ${dayText(sessionStartedAt)}?`
          : adviceTitle(advice)}
      </h2>
      {isAsking && (
        <LevelButtons
          name="Pain on the morning after"
          testId="morning"
          disabled={why !== null || sending !== null}
          sending={sending}
          onLevel={(painLevel) =>
            requests.ask({ type: "entry", entry: "pain-next-morning", painLevel })
          }
        />
      )}
      <p>
        {isAsking && advice !== null && <b>{adviceTitle(advice)} </b>}
        <span data-testid="load-advice-message">{message}</span>{" "}
        <span class="label">Not clinically validated.</span>
      </p>
      <button
        type="button"
        class="action"
        data-testid="load-advice-dismiss"
        onClick={() => setDismissed(message)}
      >
        {isAsking ? "Not now" : "Understood"}
      </button>
    </section>
  );
}

function adviceTitle(advice: LoadAdvice | null): string {
  const titles: Record<LoadAdvice, string> = {
    progress: "Load today: a little more is all right.",
    hold: "Load today: no more than last time.",
    "step-back": "Load today: less than last time, or rest.",
  };
  return advice === null ? "Load today" : titles[advice];
}

/** "Tuesday, 24 November", in this device's time. */
function dayText(startedAt: string): string {
  const day = new Date(startedAt);
  return day.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
}
