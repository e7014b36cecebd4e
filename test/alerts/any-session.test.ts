import fc from "fast-check";
import { expect, it } from "vitest";
import type { AlertOutput } from "../../src/model/alert-output.ts";
import { calibrationVerdicts } from "../../src/model/session-output.ts";
import { AlertRun } from "../support/alert-run.ts";
import { ofKind } from "../support/recorded-events.ts";

/** What may happen in a session. */
type Step = (run: AlertRun) => unknown;

const deg = (max: number) => fc.double({ min: -max, max, noNaN: true });
const placement = fc.constantFrom("pelvis", "leftThigh", "rightThigh");

const running = fc
  .record({
    strides: fc.integer({ min: 1, max: 90 }),
    leftShorterPct: fc.constantFrom(0, 0, 4, 8, -8),
    tiltDeg: fc.constantFrom(10, 10, 14, 17, 3, -10),
    leftDropDeg: deg(8),
    leftRotationDeg: fc.constantFrom(10, 10, 5, 0),
    strideTimeS: fc.constantFrom(0.72, 0.72, 0.65),
    clean: fc.constantFrom(true, true, true, false),
  })
  .map(
    (stretch): Step =>
      (run) =>
        run.run(stretch),
  );

const action = fc
  .record({
    action: fc.constantFrom("acknowledge", "clear"),
    alertId: fc.constantFrom("pain-1", "pain-2", "pelvic-tilt-1", "no-such-1"),
  })
  .map(
    (what): Step =>
      (run) =>
        run.take({ kind: "alertAction", timeS: run.timeS, by: "Ida", ...what }),
  );

const calibration = fc
  .record({
    placement,
    stage: fc.constantFrom("standing", "gait", "sides", "slip"),
    verdict: fc.constantFrom(...calibrationVerdicts),
  })
  .map(
    (what): Step =>
      (run) =>
        run.take({
          kind: "calibration",
          timeS: run.timeS,
          podId: run.header.pods.find((pod) => pod.placement === what.placement)?.podId ?? "",
          mountingTiltDeg: null,
          mountingTurnDeg: null,
          uncertaintyDeg: null,
          slipDeg: null,
          message: "",
          ...what,
        }),
  );

const step = fc.oneof(
  { weight: 8, arbitrary: running },
  fc.constantFrom<Step>(
    (run) => run.belt(9.5),
    (run) => run.belt(11),
    (run) => run.belt(null),
    (run) => run.stand(3),
    (run) => run.stand(70),
    (run) => run.enter("sharp-pain"),
    (run) => run.enter("catch"),
    (run) => run.take({ kind: "baselineReset", timeS: run.timeS, by: "Ida" }),
  ),
  fc.integer({ min: 0, max: 10 }).map(
    (level): Step =>
      (run) =>
        run.enter("pain", level),
  ),
  fc.tuple(placement, fc.constantFrom("live", "live", "silent")).map(
    ([pod, liveness]): Step =>
      (run) =>
        run.pod(pod, liveness),
  ),
  action,
  calibration,
);

/** Every way that one alert can go. */
const way = /^raised( (escalated|acknowledged))*( released)?$/;

/** Numbers that JSON cannot hold would be another thing in a recording. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

function perAlert(alerts: readonly AlertOutput[]): AlertOutput[][] {
  const ids = [...new Set(alerts.map(({ alertId }) => alertId))];
  return ids.map((id) => alerts.filter(({ alertId }) => alertId === id));
}

it("whatever happens in a session, alerts go one way, in time, with numbers, and pain is told", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), (steps) => {
      const run = new AlertRun().belt(9.5).run({ strides: 180 });
      for (const one of steps) one(run);
      const ways = perAlert(run.alerts);
      for (const steps of ways) {
        expect(steps.map(({ phase }) => phase).join(" ")).toMatch(way);
        const times = steps.map(({ timeS }) => timeS);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }
      const open = ways.map((one) => one.at(-1)).filter((one) => one?.phase !== "released");
      const keys = open.map((one) => `${one?.ruleId} ${one?.podId}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const one of run.told) expect(numbersIn(one).every(Number.isFinite)).toBe(true);
      for (const entry of ofKind(run.taken, "entry")) {
        const isBad = entry.entry !== "pain" || (entry.painLevel ?? 0) >= 3;
        const standing = run.alerts.findLast(
          ({ ruleId, timeS }) => ruleId === "pain" && timeS <= entry.timeS,
        );
        if (isBad) expect(standing).toMatchObject({ severity: "alert" });
      }
      const again = new AlertRun();
      for (const output of run.taken.slice(again.taken.length)) again.take(output);
      expect(again.told).toEqual(run.told);
    }),
    { numRuns: 12 },
  );
});
