import { of, Subject } from "rxjs";
import { describe, expect, it } from "vitest";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { Session } from "../../src/session/session.ts";
import type { SessionRecorder } from "../../src/session/session-recorder.ts";
import { testHeader } from "../support/test-header.ts";

describe("a request for a new calibration", () => {
  it("takes its place among the events, and is recorded with them", () => {
    const events = new Subject<TransportEvent>();
    const session = new Session({ header: testHeader, events });
    const recorded: TransportEvent[] = [];
    const recorder: Pick<SessionRecorder, "takeEvent" | "takeOutput"> = {
      takeEvent: (event) => recorded.push(event),
      takeOutput: () => undefined,
    };
    session.recordTo(recorder as SessionRecorder);
    session.start();
    events.next({ kind: "tick", arrivalTimeS: 3 });
    expect(session.act({ kind: "calibrationRequest", podIds: ["a", "b"] })).toBe(true);
    events.next({ kind: "tick", arrivalTimeS: 4 });
    expect(recorded).toEqual([
      { kind: "tick", arrivalTimeS: 3 },
      { kind: "calibrationRequest", arrivalTimeS: 3, podIds: ["a", "b"] },
      { kind: "tick", arrivalTimeS: 4 },
    ]);
  });

  it("keeps no session open whose transport is over", () => {
    const session = new Session({
      header: testHeader,
      events: of<TransportEvent>({ kind: "tick", arrivalTimeS: 1 }),
    });
    const seen: (SessionOutput | "over")[] = [];
    session.outputs.subscribe({ next: (o) => seen.push(o), complete: () => seen.push("over") });
    session.start();
    expect(seen.at(-1)).toBe("over");
    const before = seen.length;
    expect(session.act({ kind: "calibrationRequest", podIds: ["a"] })).toBe(false);
    expect(seen.length).toBe(before);
  });
});

describe("what somebody does", () => {
  const sharpPain = { entry: "sharp-pain", painLevel: null, effortLevel: null } as const;

  it("is told and recorded as what it was, and an alert about it follows", () => {
    const events = new Subject<TransportEvent>();
    const session = new Session({ header: testHeader, events });
    const seen: SessionOutput[] = [];
    session.outputs.subscribe((output) => seen.push(output));
    session.start();
    events.next({ kind: "tick", arrivalTimeS: 3 });
    expect(session.act({ kind: "entry", ...sharpPain })).toBe(true);
    expect(seen).toContainEqual({ kind: "entry", timeS: 3, ...sharpPain });
    const raised = seen.find((output) => output.kind === "alert" && output.severity === "alert");
    expect(raised).toMatchObject({ phase: "raised", timeS: 3 });
    const alertId = raised?.kind === "alert" ? raised.alertId : "";
    session.act({ kind: "alertAction", action: "acknowledge", alertId, by: "coach" });
    session.act({ kind: "alertAction", action: "clear", alertId, by: "physio" });
    const steps = seen.filter((output) => output.kind === "alert" && output.alertId === alertId);
    expect(steps).toMatchObject([
      { phase: "raised", acknowledgedBy: null },
      { phase: "acknowledged", acknowledgedBy: "coach" },
      { phase: "released" },
    ]);
  });

  it("is refused before the session's start, and once somebody has stopped it, rather than lost", () => {
    const session = new Session({ header: testHeader, events: new Subject<TransportEvent>() });
    const act = () => session.act({ kind: "entry", ...sharpPain });
    expect(act()).toBe(false);
    const subscription = session.start();
    expect(act()).toBe(true);
    subscription.unsubscribe();
    expect(act()).toBe(false);
  });
});
