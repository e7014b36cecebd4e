import { batchAllowed, batchLimits } from "../../codec/batch-limits.ts";
import type { Placement } from "../../model/pod.ts";
import type { ScenarioFault } from "./fault-schema.ts";
import type { PodParams } from "./pod-schema.ts";
import { podsOf, type Scenario } from "./scenario-schema.ts";

/** What does not fit together in a scenario whose fields are each in order, as "path: what and why"; null = it can be played. */
export function findContradiction(scenario: Scenario): string | null {
  for (const problem of contradictions(scenario)) return problem;
  return null;
}

function* contradictions(scenario: Scenario): Generator<string> {
  yield* stageProblems(scenario);
  if (podsOf(scenario).length === 0) yield "pods: every pod is null; expected at least one";
  else if (scenario.pods.pelvis === null) {
    yield "pods.pelvis: null, but angles and stance times rest on the pelvis pod: only a thigh can be without one";
  }
  for (const { placement, params } of podsOf(scenario)) {
    yield* podProblems(`pods.${placement}`, params, scenario);
  }
  yield* timeProblems("compensations", scenario.compensations, scenario.durationS);
  yield* compensationProblems(scenario);
  yield* timeProblems("entries", scenario.entries, scenario.durationS);
  yield* timeProblems("faults", scenario.faults, scenario.durationS);
  yield* faultProblems(scenario);
}

function* stageProblems({ stages, durationS }: Scenario): Generator<string> {
  if (stages[0]?.atS !== 0) {
    yield `stages[0].atS: ${stages[0]?.atS}, but the first stage must begin at 0`;
  }
  for (const [i, stage] of stages.entries()) {
    const before = stages[i - 1];
    if (before !== undefined && !(stage.atS > before.atS)) {
      yield `stages[${i}].atS: ${stage.atS} s, but the stage before begins at ${before.atS} s; stages must come in the order of time`;
    }
  }
  yield* timeProblems("stages", stages, durationS);
}

function* podProblems(path: string, pod: PodParams, scenario: Scenario): Generator<string> {
  const periodS = pod.batchSamples / pod.sampleRateHz;
  if (!batchAllowed(pod)) {
    const { min, max } = batchLimits(pod.sampleRateHz);
    yield `${path}.batchSamples: ${pod.batchSamples}, but a packet lasts 20 to 50 ms: expected ${min} to ${max} at ${pod.sampleRateHz} Hz`;
  }
  const { connectionIntervalMs } = scenario.radio;
  if (connectionIntervalMs > periodS * 1000) {
    yield `radio.connectionIntervalMs: ${connectionIntervalMs}, but it can be at most the ${periodS * 1000} ms of a packet of ${path}`;
  }
}

function* timeProblems(
  list: string,
  timed: readonly object[],
  durationS: number | null,
): Generator<string> {
  if (durationS === null) return;
  for (const [i, item] of timed.entries()) {
    if (!("atS" in item) || typeof item.atS !== "number" || item.atS < durationS) continue;
    yield `${list}[${i}].atS: ${item.atS} s, but the scenario ends at ${durationS} s`;
  }
}

/** What sets in twice at once is a slip of the pen: one of the two amounts is not meant. */
function* compensationProblems({ compensations }: Scenario): Generator<string> {
  for (const [i, { kind, side, atS }] of compensations.entries()) {
    const first = compensations
      .slice(0, i)
      .findIndex((other) => other.kind === kind && other.side === side && other.atS === atS);
    if (first === -1) continue;
    yield `compensations[${i}]: ${kind} of the ${side} side at ${atS} s, which compensations[${first}] is already`;
  }
}

function* faultProblems(scenario: Scenario): Generator<string> {
  const swapped = new Set<Placement>();
  for (const [i, fault] of scenario.faults.entries()) {
    const path = `faults[${i}]`;
    for (const { placement, field } of concerned(fault)) {
      if (scenario.pods[placement] === null) {
        yield `${path}.${field}: "${placement}", but the scenario has no such pod (pods.${placement} is null)`;
      }
      const silent = scenario.faults.findIndex(
        (other) => other.kind === "never-appears" && other.pod === placement,
      );
      if (silent !== -1 && silent !== i) {
        yield `${path}.${field}: "${placement}", but faults[${silent}] says that this pod never appears`;
      }
    }
    if (fault.kind === "slip" && !fault.tiltDeg && !fault.turnDeg && !fault.rollDeg) {
      yield `${path}: a slip needs an angle other than 0: tiltDeg, turnDeg or rollDeg`;
    }
    if (fault.kind === "wrong-rate") yield* rateProblems(path, fault, scenario);
    yield* overlapProblems(path, fault, scenario.faults.slice(0, i));
    if (fault.kind !== "swapped") continue;
    if (fault.pods[0] === fault.pods[1]) {
      yield `${path}.pods: "${fault.pods[0]}" twice; expected two different pods`;
    }
    for (const placement of fault.pods) {
      if (swapped.has(placement)) yield `${path}.pods: "${placement}" is swapped already`;
      swapped.add(placement);
    }
  }
}

function* rateProblems(
  path: string,
  fault: Extract<ScenarioFault, { kind: "wrong-rate" }>,
  scenario: Scenario,
): Generator<string> {
  if (scenario.pods[fault.pod]?.sampleRateHz === fault.sampleRateHz) {
    yield `${path}.sampleRateHz: ${fault.sampleRateHz}, which is the rate the pod should have; expected another one`;
  }
}

/** A link that is lost cannot be lost again before it is back. */
function* overlapProblems(
  path: string,
  fault: ScenarioFault,
  before: readonly ScenarioFault[],
): Generator<string> {
  const loss = linkLoss(fault);
  if (loss === null) return;
  for (const [i, other] of before.entries()) {
    const otherLoss = linkLoss(other);
    if (otherLoss === null || otherLoss.pod !== loss.pod) continue;
    if (loss.fromS >= otherLoss.untilS || otherLoss.fromS >= loss.untilS) continue;
    yield `${path}: ${loss.fromS} to ${loss.untilS} s overlaps faults[${i}]; one pod's losses of the link must come one after the other`;
  }
}

function linkLoss(fault: ScenarioFault): { pod: Placement; fromS: number; untilS: number } | null {
  switch (fault.kind) {
    case "dropout":
      return { pod: fault.pod, fromS: fault.atS, untilS: fault.atS + fault.forS };
    case "reboot":
      return { pod: fault.pod, fromS: fault.atS, untilS: fault.atS + fault.downS };
    case "battery-dies":
      return { pod: fault.pod, fromS: fault.atS, untilS: Number.POSITIVE_INFINITY };
    default:
      return null;
  }
}

function concerned(fault: ScenarioFault): { placement: Placement; field: string }[] {
  if (fault.kind !== "swapped") return [{ placement: fault.pod, field: "pod" }];
  return fault.pods.map((placement, i) => ({ placement, field: `pods[${i}]` }));
}
