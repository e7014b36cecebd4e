import { describe, expect, it } from "vitest";
import { english } from "../../src/alerts/english.ts";
import { LoadAdviceTracker, loadAdvice } from "../../src/alerts/load-advice.ts";
import type { LoadAdvice, RunnerHistory } from "../../src/model/runner-history.ts";
import type { EntryOutput } from "../../src/model/session-output.ts";

const history: RunnerHistory = {
  sessions: 4,
  personalBaseline: null,
  painNextMorning: null,
  lastWorstPain: 1,
  lastSharpPainOrCatch: false,
  lastStartedAt: "2026-03-02T08:00:00.000Z",
};

const entry = (changes: Partial<EntryOutput> = {}): EntryOutput => ({
  kind: "entry",
  timeS: 5,
  entry: "pain-next-morning",
  painLevel: 0,
  effortLevel: null,
  ...changes,
});
const beginning = entry({ timeS: 0.5, entry: "effort", painLevel: null, effortLevel: 2 });

describe("load advice", () => {
  it.each<[number | null, number | null, LoadAdvice | null]>([
    [null, 0, "progress"],
    [0, 0, "progress"],
    [2, 0, "progress"],
    [3, 0, "hold"],
    [5, 0, "hold"],
    [6, 0, "step-back"],
    [0, 1, "hold"],
    [2, 2, "hold"],
    [0, 3, "step-back"],
    [3, 1, "step-back"],
    [2, null, null],
    [5, null, null],
    [6, null, "step-back"],
  ])("after pain of %s, and %s on the morning after, is %s", (worst, morning, advice) => {
    const response = {
      lastWorstPain: worst,
      lastSharpPainOrCatch: false,
      painNextMorning: morning,
    };
    expect(loadAdvice(response)).toBe(advice);
    expect(loadAdvice({ ...response, lastSharpPainOrCatch: true })).toBe("step-back");
  });

  it("never allows more after more pain", () => {
    const order = [null, "step-back", "hold", "progress"];
    const rank = (worst: number, morning: number): number =>
      order.indexOf(
        loadAdvice({
          lastWorstPain: worst,
          lastSharpPainOrCatch: false,
          painNextMorning: morning,
        }),
      );
    for (let worst = 0; worst < 10; worst += 1) {
      for (let morning = 0; morning < 10; morning += 1) {
        expect(rank(worst + 1, morning)).toBeLessThanOrEqual(rank(worst, morning));
        expect(rank(worst, morning + 1)).toBeLessThanOrEqual(rank(worst, morning));
      }
    }
  });
});

describe("the load advice of a session", () => {
  it("is said once at its start, and again on every answer", () => {
    const tracker = new LoadAdviceTracker(history, english);
    expect(tracker.take(beginning)).toEqual({
      kind: "loadAdvice",
      timeS: 0.5,
      advice: null,
      message: "Last time pain was 1 of 10; nobody has said yet how the morning after was.",
      painNextMorning: null,
      sessionStartedAt: history.lastStartedAt,
    });
    expect(tracker.take(beginning)).toBeNull();
    expect(tracker.take(entry({ painLevel: 4 }))).toMatchObject({
      timeS: 5,
      advice: "step-back",
      message:
        "Last time pain was 1 of 10, and 4 of 10 on the morning after. Do less than last time, or rest.",
      painNextMorning: 4,
    });
    expect(tracker.take(entry())).toMatchObject({ advice: "progress", painNextMorning: 0 });
    expect(tracker.take(entry({ entry: "pain", painLevel: 9 }))).toBeNull();
  });

  it("knows an answer of before", () => {
    const tracker = new LoadAdviceTracker({ ...history, painNextMorning: 1 }, english);
    expect(tracker.take(beginning)).toMatchObject({ advice: "hold", painNextMorning: 1 });
  });

  it("asks for no morning that has not come, and takes no answer about it", () => {
    const today = { ...history, lastWorstPain: null, lastStartedAt: null };
    const tracker = new LoadAdviceTracker(today, english);
    expect(tracker.take(beginning)).toMatchObject({
      advice: null,
      message: "Last time no pain was entered; no session of an earlier day is known.",
      sessionStartedAt: null,
    });
    expect(tracker.take(entry({ painLevel: 0 }))).toBeNull();
  });

  it("steps back from today's pain without waiting for the morning", () => {
    const today = { ...history, lastSharpPainOrCatch: true, lastStartedAt: null };
    expect(new LoadAdviceTracker(today, english).take(beginning)).toMatchObject({
      advice: "step-back",
      message:
        "Last time the hip hurt sharply or caught; no session of an earlier day is known. Do less than last time, or rest.",
    });
  });

  it("says so where there was no session before, and nothing where that is not known", () => {
    const first = { ...history, sessions: 0, lastStartedAt: null, lastWorstPain: null };
    expect(new LoadAdviceTracker(first, english).take(beginning)).toMatchObject({
      advice: null,
      message: "No earlier session is known: no advice on load.",
      sessionStartedAt: null,
    });
    const unknown = new LoadAdviceTracker(null, english);
    expect(unknown.take(beginning)).toBeNull();
    expect(unknown.take(entry())).toBeNull();
  });
});
