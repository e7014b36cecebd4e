import { describe, expect, it } from "vitest";
import { batchLimits } from "../../src/codec/batch-limits.ts";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import { TapDetector } from "../../src/kernels/tap-detector.ts";
import { TappedPod } from "../../src/kernels/tapped-pod.ts";
import { standardGravityMPerS2 as g } from "../../src/model/units.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { scenarioHeader } from "../../src/transport/simulated/scenario-header.ts";
import { scenarioMotion } from "../../src/transport/simulated/scenario-motion.ts";
import { scenarioPod } from "../../src/transport/simulated/scenario-pod.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";
import { seededUniform } from "../support/random.ts";

const rateHz = 208;
const periodS = 1 / rateHz;

/** A knock: its peak, m/s²; the case rings at 40 Hz and dies away within some 30 ms. */
interface Knock {
  readonly atS: number;
  readonly peakMPerS2: number;
}

/** Specific force along x of a pod that somebody wears who stands: gravity, sway, noise, and knocks. */
function worn(seed: number, durationS: number, knocks: readonly Knock[]): Float64Array {
  const uniform = seededUniform(seed);
  const acc = new Float64Array(3 * Math.floor(durationS * rateHz));
  for (let i = 0; i < acc.length / 3; i += 1) {
    const timeS = i * periodS;
    const noise = () => 0.4 * (uniform() + uniform() - 1);
    const knock = knocks.reduce((sum, { atS, peakMPerS2 }) => {
      const sinceS = timeS - atS;
      if (sinceS < 0) return sum;
      return sum + peakMPerS2 * Math.exp(-sinceS / 0.02) * Math.cos(2 * Math.PI * 40 * sinceS);
    }, 0);
    acc[3 * i] = g + 0.3 * Math.sin(2 * Math.PI * 0.4 * timeS) + noise();
    acc[3 * i + 1] = noise();
    acc[3 * i + 2] = noise() + knock;
  }
  return acc;
}

/** The peaks of all taps. */
function tapsOf(acc: Float64Array): number[] {
  const detector = new TapDetector(periodS);
  const peaks: number[] = [];
  for (let at = 0; at < acc.length; at += 3) {
    const peak = detector.update(acc, at);
    if (peak > 0) peaks.push(peak);
  }
  return peaks;
}

const batch = 8;

/** What is said of pods whose packets arrive in turn, each up to 50 ms late; `silent` pods send nothing from 2 s on. */
function verdictsOf(pods: readonly Float64Array[], silent: readonly number[] = []) {
  const kernel = new TappedPod(pods.map(() => periodS));
  const uniform = seededUniform(7);
  const verdicts: unknown[] = [];
  let restless = 0;
  const packets = Math.floor((pods[0]?.length ?? 0) / (3 * batch));
  for (let packet = 0; packet < packets; packet += 1) {
    const readyS = (packet + 1) * batch * periodS;
    pods.forEach((acc, pod) => {
      if (silent.includes(pod) && readyS > 2) return;
      const samples = acc.subarray(3 * batch * packet, 3 * batch * (packet + 1));
      kernel.take(pod, readyS + 0.05 * uniform(), samples);
    });
    const verdict = kernel.judge();
    if (verdict !== null) verdicts.push(verdict);
    if (kernel.isRestless) restless += 1;
  }
  return { verdicts, restless };
}

describe("a tap on one pod", () => {
  it.each([1, 2, 3, 4, 5])("is found once in noise, with its peak (seed %i)", (seed) => {
    const [peak, ...more] = tapsOf(worn(seed, 4, [{ atS: 2, peakMPerS2: 25 }]));
    expect(more).toEqual([]);
    expect(peak).toBeGreaterThan(20);
    expect(peak).toBeLessThan(27);
  });

  it("is none where the pod was not quiet before, or is too weak", () => {
    expect(tapsOf(worn(1, 4, [{ atS: 0.2, peakMPerS2: 25 }]))).toEqual([]);
    expect(tapsOf(worn(1, 4, [{ atS: 2, peakMPerS2: 5 }]))).toEqual([]);
    const second = [
      { atS: 2, peakMPerS2: 25 },
      { atS: 2.3, peakMPerS2: 25 },
    ];
    expect(tapsOf(worn(1, 4, second))).toHaveLength(1);
  });

  it("is not a pod that is picked up, turned over and put down", () => {
    const acc = worn(1, 8, []);
    for (let i = 2 * rateHz; i < 4 * rateHz; i += 1) {
      acc[3 * i] = (acc[3 * i] as number) + 6 * Math.sin((2 * Math.PI * 3 * i) / rateHz);
    }
    for (let i = 4 * rateHz; i < acc.length / 3; i += 1) acc[3 * i] = -g;
    expect(tapsOf(acc)).toEqual([]);
  });
});

describe("a tap on a simulated pod of somebody who stands", () => {
  it.each([100, 104, 200, 208])(
    "is found wherever it falls between the samples of %i Hz",
    (sampleRateHz) => {
      const scenario = defaultScenario({ durationS: null, stages: [{ atS: 0, gait: "standing" }] });
      const [description] = scenarioHeader(scenario).pods;
      if (description === undefined) throw new Error("the scenario has no pod");
      const pod = scenarioPod(scenario, description, scenarioMotion(scenario));
      pod.connect(0, 247);
      for (const channel of ["control", "samples"] as const) pod.subscribe(channel, true, 0);
      const settings = {
        sampleRateHz,
        accRangeG: 16,
        gyrRangeDegPerS: 2000,
        batchSamples: batchLimits(sampleRateHz).max,
      };
      const requests = [
        { opcode: "configure", settings, placement: description.placement },
        { opcode: "start" },
      ] as const;
      for (const request of requests) {
        const packet = { kind: "controlRequest", token: 0, ...request } as const;
        pod.write("control", encodePacket(packet), 0);
      }
      const detector = new TapDetector(1 / sampleRateHz);
      const [stepS, stepsPerTap] = [0.02, 75];
      let taps = 0;
      for (let step = 1; step <= 13 * stepsPerTap; step += 1) {
        // Every tap falls 0.8 ms later between two samples.
        const tap = step / stepsPerTap;
        if (Number.isInteger(tap) && tap <= 12) pod.tap(step * stepS + 0.0008 * tap);
        const nowS = (step + 1) * stepS;
        pod.advance(nowS);
        for (let sent = pod.take(nowS, nowS); sent !== null; sent = pod.take(nowS, nowS)) {
          const packet = decodePacket(sent.channel, sent.bytes);
          if (packet.kind !== "samples") continue;
          for (let at = 0; at < packet.accMPerS2.length; at += 3) {
            if (detector.update(packet.accMPerS2, at) > 0) taps += 1;
          }
        }
      }
      expect(taps).toBe(12);
    },
  );
});

describe("which pod was tapped", () => {
  it("is the one that felt it clearly more than all others", () => {
    const others = [worn(1, 4, [{ atS: 2, peakMPerS2: 6 }]), worn(2, 4, [])];
    const tapped = worn(3, 4, [{ atS: 2, peakMPerS2: 25 }]);
    expect(verdictsOf([...others, tapped]).verdicts).toEqual([{ pod: 2, felt: [2] }]);
    expect(verdictsOf([tapped]).verdicts).toEqual([{ pod: 0, felt: [0] }]);
  });

  it("is not known where two were tapped at once, one moment after the other", () => {
    const one = worn(1, 4, [{ atS: 2, peakMPerS2: 25 }]);
    const other = worn(2, 4, [{ atS: 2.1, peakMPerS2: 20 }]);
    expect(verdictsOf([one, other, worn(3, 4, [])]).verdicts).toEqual([
      { pod: null, felt: [0, 1] },
    ]);
  });

  it("is told of each tap in its turn", () => {
    const one = worn(1, 7, [{ atS: 2, peakMPerS2: 25 }]);
    const other = worn(2, 7, [{ atS: 4, peakMPerS2: 30 }]);
    expect(verdictsOf([one, other]).verdicts).toEqual([
      { pod: 0, felt: [0] },
      { pod: 1, felt: [1] },
    ]);
  });

  it("does not wait for a pod that has fallen silent", () => {
    const one = worn(1, 6, [{ atS: 3, peakMPerS2: 25 }]);
    expect(verdictsOf([one, worn(2, 6, [])], [1]).verdicts).toEqual([{ pod: 0, felt: [0] }]);
  });

  it("cannot be told, and is not, while a runner walks and runs; while somebody stands it can", () => {
    const scenario = defaultScenario({
      durationS: 40,
      stages: [
        { atS: 0, gait: "standing" },
        { atS: 6, gait: "walking", speedMPerS: 1.4 },
        { atS: 20, gait: "running", speedMPerS: 2.8 },
      ],
    });
    const simulation = new Simulation(scenario);
    const podIds = simulation.header.pods.map(({ podId }) => podId);
    const kernel = new TappedPod(podIds.map(() => 1 / 200));
    const restlessS: number[] = [];
    const verdicts: unknown[] = [];
    for (const event of simulation.events()) {
      if (event.kind !== "notification" || event.channel !== "samples") continue;
      const packet = decodePacket("samples", event.payload);
      if (packet.kind !== "samples") continue;
      kernel.take(podIds.indexOf(event.podId), event.arrivalTimeS, packet.accMPerS2);
      const verdict = kernel.judge();
      if (verdict !== null) verdicts.push({ ...verdict, timeS: event.arrivalTimeS });
      if (kernel.isRestless) restlessS.push(event.arrivalTimeS);
    }
    expect(verdicts).toEqual([]);
    expect(restlessS[0]).toBeGreaterThan(6);
    expect(restlessS[0]).toBeLessThan(12);
    expect(restlessS.filter((timeS) => timeS > 22).length).toBeGreaterThan(500);
  });
});
