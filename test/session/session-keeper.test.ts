import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom, of, Subject, toArray } from "rxjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import { UserError } from "../../src/config/user-error.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { RunnerStore } from "../../src/session/runner-store.ts";
import { Session } from "../../src/session/session.ts";
import { SessionKeeper } from "../../src/session/session-keeper.ts";
import { scenarioSchema } from "../../src/transport/simulated/scenario-schema.ts";
import { simulatedTransport } from "../../src/transport/simulated/simulated-transport.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";
import { capturedContext } from "../support/captured-context.ts";
import { pastSession } from "../support/past-session.ts";
import { ofKind } from "../support/recorded-events.ts";
import { testHeader } from "../support/test-header.ts";

let folder: string;
let store: RunnerStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-keeper-"));
  store = new RunnerStore(join(folder, "runner"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Eight in the morning of a day in March 2026. */
const morning = (day: number): string => new Date(2026, 2, day, 8).toISOString();
const headerOf = (day: number, changes: Partial<SessionHeader> = {}): SessionHeader => ({
  ...testHeader,
  sessionId: `of day ${day}`,
  startedAt: morning(day),
  runner: { affectedSide: "left" },
  ...changes,
});
const entry = (
  what: "pain" | "pain-next-morning",
  painLevel: number,
  arrivalTimeS = 1,
): TransportEvent => ({ kind: "entry", arrivalTimeS, entry: what, painLevel, effortLevel: null });

/** A live session of these events, kept at its end. */
async function lived(header: SessionHeader, events: readonly TransportEvent[]) {
  const keeper = await SessionKeeper.open(store, header);
  const session = new Session({ header: keeper.header, events: of(...events) });
  keeper.watch(session.outputs);
  const told = lastValueFrom(session.outputs.pipe(toArray()));
  session.start();
  const outputs: readonly SessionOutput[] = await told;
  const context = capturedContext();
  const isKept = await keeper.keep(context.output);
  return { header: keeper.header, outputs, isKept, ...context };
}

describe("a live session and those before it", () => {
  it("keeps what was said of the morning after with the session that it is about", async () => {
    const first = await lived(headerOf(2), [entry("pain", 2)]);
    expect(first.header.history).toMatchObject({ sessions: 0, lastStartedAt: null });
    expect(first.printed).toEqual([expect.stringContaining(store.folder)]);
    const second = await lived(headerOf(4), [entry("pain-next-morning", 1), entry("pain", 0)]);
    expect(ofKind(second.outputs, "loadAdvice")).toMatchObject([
      { advice: "hold", painNextMorning: 1, sessionStartedAt: morning(2) },
    ]);
    const kept = await store.sessions();
    expect(kept.map(({ worstPain, painNextMorning }) => [worstPain, painNextMorning])).toEqual([
      [2, 1],
      [0, null],
    ]);
    const third = await SessionKeeper.open(store, headerOf(4, { sessionId: "anew" }));
    expect(third.header.history).toMatchObject({ painNextMorning: 1, lastWorstPain: 2 });
  });

  it("keeps an answer although nobody runs after it", async () => {
    await lived(headerOf(2), [entry("pain", 0)]);
    const { printed, isKept } = await lived(headerOf(3), [entry("pain-next-morning", 0)]);
    expect(isKept).toBe(true);
    expect(printed).toEqual([]);
    expect(await store.sessions()).toMatchObject([{ painNextMorning: 0 }]);
  });

  it("keeps what was said until somebody ended it", async () => {
    const keeper = await SessionKeeper.open(store, headerOf(2));
    const events = new Subject<TransportEvent>();
    const session = new Session({ header: keeper.header, events });
    keeper.watch(session.outputs);
    const subscription = session.start();
    events.next(entry("pain", 5));
    subscription.unsubscribe();
    await keeper.keep(capturedContext().output);
    expect(await store.sessions()).toMatchObject([{ sessionId: "of day 2", worstPain: 5 }]);
  });

  it("knows and keeps nothing where nothing is to be kept", async () => {
    const keeper = await SessionKeeper.open(null, headerOf(2));
    expect(keeper.header).toEqual(headerOf(2));
    keeper.watch(of<SessionOutput>({ ...entryOutput, painLevel: 4 }));
    const context = capturedContext();
    expect(await keeper.keep(context.output)).toBe(true);
    expect([...context.printed, ...context.noted]).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it("does not begin on a damaged file", async () => {
    const path = await store.keep(pastSession());
    await writeFile(path, "{");
    await expect(SessionKeeper.open(store, headerOf(4))).rejects.toThrow(UserError);
  });

  it("says what could not be kept", async () => {
    await writeFile(store.folder, "");
    const outside = new RunnerStore(join(folder, "runner"));
    const keeper = await SessionKeeper.open(new RunnerStore(join(folder, "none")), headerOf(2));
    expect(keeper.header.history?.sessions).toBe(0);
    await rm(store.folder);
    await writeFile(join(folder, "none"), "");
    keeper.watch(of<SessionOutput>({ ...entryOutput, painLevel: 4 }));
    const context = capturedContext();
    expect(await keeper.keep(context.output)).toBe(false);
    expect(context.noted).toEqual([expect.stringContaining("none")]);
    expect(context.noted[0]).toContain("cannot be written");
    expect(await outside.sessions()).toEqual([]);
  });
});

const entryOutput = {
  kind: "entry",
  timeS: 1,
  entry: "pain",
  painLevel: 0,
  effortLevel: null,
} as const;

describe("baselines of several sessions", () => {
  it("are what the next session compares with, from its first strides after warm-up", async () => {
    const simulation = new Simulation(
      scenarioSchema.parse({
        name: "A short run",
        seed: 4,
        durationS: 75,
        runner: { affectedSide: "left" },
        stages: [
          { atS: 0, gait: "standing" },
          { atS: 5, gait: "running", speedMPerS: 3 },
        ],
      }),
    );
    const transport = simulatedTransport(simulation, { speed: null });
    const events = await lastValueFrom(transport.events.pipe(toArray()));
    const { sessionId: _, startedAt: __, ...common } = transport.header;
    const header = (day: number): SessionHeader =>
      headerOf(day, {
        ...common,
        alertRules: {
          ...defaultAlertRules,
          baseline: { ...defaultAlertRules.baseline, warmUpS: 5, strides: 60 },
        },
      });
    await lived(header(2), events);
    const [kept] = await store.sessions();
    expect(kept?.strides).toBeGreaterThan(120);
    expect(kept?.baselines[0]).toMatchObject({
      speedKmH: 11,
      strideTimeS: expect.closeTo(0.72, 1),
    });
    expect(kept?.baselines[0]?.metrics).toHaveLength(5);
    if (kept === undefined) throw new Error("nothing was kept");
    for (const day of [4, 6]) {
      await store.keep({ ...kept, sessionId: `of day ${day}`, startedAt: morning(day) });
    }
    const next = await lived(header(8), events);
    expect(next.header.history?.personalBaseline).toMatchObject({ sessions: 3, ageDays: 2 });
    const found = ofKind(next.outputs, "gaitWatch").flatMap(({ rules, timeS }) =>
      rules.flatMap(({ ruleId, finding }) =>
        finding === null ? [] : [{ ruleId, timeS, baseline: finding.baseline }],
      ),
    );
    const stance = found.filter(({ ruleId }) => ruleId === "stance-shortened");
    expect(stance.length).toBeGreaterThan(0);
    expect(stance.every(({ baseline }) => baseline.source === "personal")).toBe(true);
    expect(stance[0]?.baseline).toMatchObject({ ageDays: 2, strides: 180 });
    // Tilt is compared within the session, as its rule says.
    expect(found.find(({ ruleId }) => ruleId === "pelvic-tilt")?.baseline.source).toBe("session");
    // It has a baseline of its own for the sessions to come, too.
    expect((await store.sessions()).at(-1)?.baselines).toEqual(kept.baselines);
  }, 60_000);
});
