import { describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import type { PastSession } from "../../src/model/runner-history.ts";
import { runnerHistory, sessionsToAskAbout } from "../../src/session/runner-history.ts";
import { trainingDay } from "../../src/session/training-day.ts";
import { pastSession } from "../support/past-session.ts";

/** A time of March 2026 where this computer is. */
const march = (day: number, hour: number, minute = 0): string =>
  new Date(2026, 2, day, hour, minute).toISOString();
const at = (startedAt: string, changes: Partial<PastSession> = {}): PastSession =>
  pastSession({ sessionId: startedAt, startedAt, painNextMorning: null, ...changes });
const known = (sessions: readonly PastSession[], startedAt: string) =>
  runnerHistory(sessions, { startedAt, affectedSide: "left", rules: defaultAlertRules });

describe("the day of a session", () => {
  it("ends at four in the morning", () => {
    expect(trainingDay(march(2, 8))).toBe("2026-03-02");
    expect(trainingDay(march(2, 23, 59))).toBe("2026-03-02");
    expect(trainingDay(march(3, 3, 59))).toBe("2026-03-02");
    expect(trainingDay(march(3, 4))).toBe("2026-03-03");
    expect(trainingDay(march(1, 2))).toBe("2026-02-28");
  });
});

describe("the history of a runner", () => {
  it("is empty before the first session", () => {
    expect(known([], march(2, 8))).toEqual({
      sessions: 0,
      personalBaseline: null,
      lastStartedAt: null,
      painNextMorning: null,
      lastWorstPain: null,
      lastSharpPainOrCatch: false,
    });
  });

  it("tells of all sessions of the newest day before", () => {
    const sessions = [
      at(march(2, 9), { worstPain: 9, sharpPainOrCatch: true, painNextMorning: 5 }),
      at(march(4, 8), { worstPain: 4, painNextMorning: 1 }),
      at(march(4, 19), { worstPain: null }),
    ];
    expect(known(sessions, march(6, 8))).toMatchObject({
      sessions: 3,
      lastStartedAt: march(4, 19),
      painNextMorning: 1,
      lastWorstPain: 4,
      lastSharpPainOrCatch: false,
    });
    expect(sessionsToAskAbout(sessions, march(6, 8))).toEqual(sessions.slice(1));
  });

  it("asks for the morning after yesterday although there was a session today, whose pain counts", () => {
    const yesterday = at(march(4, 20), { worstPain: 1, painNextMorning: 0 });
    const today = at(march(5, 8), { worstPain: 6, sharpPainOrCatch: true, painNextMorning: 3 });
    expect(known([yesterday, today], march(5, 18))).toMatchObject({
      lastStartedAt: march(4, 20),
      painNextMorning: 0,
      lastWorstPain: 6,
      lastSharpPainOrCatch: true,
    });
  });

  it("asks for no morning after where all sessions are of today", () => {
    expect(known([at(march(5, 8), { worstPain: 2 })], march(5, 18))).toMatchObject({
      sessions: 1,
      lastStartedAt: null,
      painNextMorning: null,
      lastWorstPain: 2,
    });
  });

  it("has a personal baseline with its age in whole days", () => {
    const sessions = [at(march(1, 8)), at(march(3, 8)), at(march(5, 8))];
    expect(known(sessions, march(7, 7)).personalBaseline).toMatchObject({
      affectedSide: "left",
      sessions: 3,
      ageDays: 1,
    });
    expect(known(sessions.slice(1), march(7, 7)).personalBaseline).toBeNull();
  });

  it("makes no session of tomorrow where the clock was set back", () => {
    const sessions = [at(march(1, 8)), at(march(3, 8)), at(march(9, 8))];
    const history = known(sessions, march(5, 8));
    expect(history.personalBaseline?.ageDays).toBe(0);
    expect(history.lastStartedAt).toBe(march(3, 8));
  });
});
