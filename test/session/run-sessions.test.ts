import { NEVER, Observable, throwError } from "rxjs";
import { describe, expect, it } from "vitest";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { runSessions } from "../../src/session/run-sessions.ts";
import type { SessionSource } from "../../src/session/running-session.ts";
import { Session } from "../../src/session/session.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { scenarioHeader } from "../../src/transport/simulated/scenario-header.ts";
import { capturedContext } from "../support/captured-context.ts";
import { quietRun } from "../support/quiet-run.ts";

const header: SessionHeader = scenarioHeader(defaultScenario());

const source = (events: Observable<TransportEvent>): SessionSource => ({
  session: new Session({ header, events }),
  playback: { mode: "simulated", speed: 1, durationS: null },
  opening: "Begins",
  name: "one",
  file: null,
  needsEveryPod: false,
});

const options = { ...quietRun, speed: 1 };

describe("sessions side by side", () => {
  it("end together where one of them fails: none goes on unseen", async () => {
    let ended = 0;
    const endless = new Observable<TransportEvent>(() => () => {
      ended += 1;
    });
    const failing = throwError(() => new Error("out of order"));
    const sources = [source(endless), source(failing), source(NEVER)];
    await expect(
      runSessions({ sources, flaw: null, endText: "Over" }, options, capturedContext()),
    ).rejects.toThrow("out of order");
    expect(ended).toBe(1);
  });
});
