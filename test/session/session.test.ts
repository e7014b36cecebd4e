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
    session.act({ kind: "calibrationRequest", podIds: ["a", "b"] });
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
    session.act({ kind: "calibrationRequest", podIds: ["a"] });
    expect(seen.length).toBe(before);
  });
});
