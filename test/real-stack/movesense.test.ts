import { afterEach, describe, expect, it, type MockInstance, vi } from "vitest";
import type { Placement, PodDescription } from "../../src/model/pod.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { podDrivers } from "../../src/session/pod-drivers.ts";
import { Session } from "../../src/session/session.ts";
import { bluetoothTransport } from "../../src/transport/bluetooth/bluetooth-transport.ts";
import { createNobleCentral } from "../../src/transport/noble/noble-central.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { scenarioMotion } from "../../src/transport/simulated/scenario-motion.ts";
import type { Scenario, ScenarioInput } from "../../src/transport/simulated/scenario-schema.ts";
import type { MovesenseFirmware } from "../../src/transport/virtual/movesense-sensor.ts";
import { scenarioMovesense } from "../../src/transport/virtual/scenario-movesense.ts";
import { virtualHciSocketClass } from "../../src/transport/virtual/virtual-hci-socket.ts";
import { VirtualMovesense } from "../../src/transport/virtual/virtual-movesense.ts";
import { VirtualPods } from "../../src/transport/virtual/virtual-pods.ts";
import { ofKind } from "../support/recorded-events.ts";
import { passing } from "./central-support.ts";

/** A machine with much else to do may take its time. */
const patienceMs = 20_000;

interface Running {
  readonly worn: VirtualMovesense;
  readonly podId: string;
  readonly outputs: SessionOutput[];
  /** What has been written to the sensor. */
  readonly write: MockInstance<VirtualMovesense["sensor"]["write"]>;
  stop(): Promise<void>;
}

let running: Running | null = null;

afterEach(async () => {
  await running?.stop();
  running = null;
});

const standing: ScenarioInput["stages"] = [{ atS: 0, gait: "standing" }];

interface Options {
  readonly stages?: ScenarioInput["stages"];
  readonly placement?: Placement;
  /** Whether Hipline pods are worn at the other places. */
  readonly isMixed?: boolean;
  readonly sampleRateHz?: number;
  readonly firmware?: MovesenseFirmware;
  readonly mtu?: number;
}

/** A session with a Movesense sensor: the service's own Bluetooth code, noble included, over the emulated radio. */
function start(options: Options = {}): Running {
  const { stages = standing, placement = "pelvis", isMixed = false, sampleRateHz = 208 } = options;
  const scenario = defaultScenario({ seed: 3, durationS: 600, stages });
  const world = new VirtualPods(withoutPods(scenario, isMixed ? [placement] : null));
  const nowS = () => world.nowS();
  const sensor = scenarioMovesense(
    scenario,
    placement,
    scenarioMotion(scenario),
    options.firmware ?? "version-1",
  );
  const worn = new VirtualMovesense(world.air, sensor, "c0:ff:ee:00:00:21", nowS);
  worn.peripheral.server.mtuAnswer = options.mtu ?? worn.peripheral.server.mtuAnswer;
  const write = vi.spyOn(sensor, "write");
  // Another sensor in the same room.
  const others = { ...scenario, seed: 4 };
  const other = scenarioMovesense(others, placement, scenarioMotion(others));
  const stranger = new VirtualMovesense(world.air, other, "c0:ff:ee:00:00:22", nowS);
  let askedOfStranger = 0;
  stranger.peripheral.server.defect = () => {
    askedOfStranger += 1;
    return null;
  };
  const pod: PodDescription = {
    podId: `0000${sensor.localName.slice(-12)}`,
    placement,
    family: "movesense",
    sampleRateHz,
    accRangeG: 16,
    gyrRangeDegPerS: 2000,
    batchSamples: 8,
  };
  const central = createNobleCentral({
    hciSocketClass: virtualHciSocketClass([world.controller]),
  });
  const transport = bluetoothTransport({
    header: { ...world.header, pods: [...world.header.pods, pod] },
    central,
    drivers: podDrivers,
  });
  const session = new Session(transport);
  const outputs: SessionOutput[] = [];
  session.outputs.subscribe((output) => outputs.push(output));
  const subscription = session.start();
  return {
    worn,
    podId: pod.podId,
    outputs,
    write,
    stop: async () => {
      subscription.unsubscribe();
      await transport.stopped();
      await central.close();
      world.close();
      expect(askedOfStranger).toBe(0);
    },
  };
}

/** @param places whose pods are left out; null = of all. */
function withoutPods(scenario: Scenario, places: readonly Placement[] | null): Scenario {
  const none = { pelvis: null, leftThigh: null, rightThigh: null };
  const left = places === null ? none : { ...scenario.pods };
  for (const place of places ?? []) left[place] = null;
  return { ...scenario, pods: left };
}

async function until(
  { outputs }: Running,
  what: string,
  isSo: (all: readonly SessionOutput[]) => boolean,
  withinMs = patienceMs,
): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!isSo(outputs)) {
    if (performance.now() > endMs) throw new Error(`not ${what} within ${withinMs / 1000} s`);
    await passing(50);
  }
}

const statesOf = (outputs: readonly SessionOutput[], id: string) =>
  ofKind(outputs, "podState").filter(({ podId }) => podId === id);

const isLive =
  (podId: string) =>
  (outputs: readonly SessionOutput[]): boolean => {
    const state = statesOf(outputs, podId).at(-1);
    return state?.liveness === "live" && state.link === "streaming";
  };

const isCalibrated =
  (stage: "standing" | "gait", placement: Placement) =>
  (outputs: readonly SessionOutput[]): boolean =>
    ofKind(outputs, "calibration").some(
      (c) => c.placement === placement && c.stage === stage && c.verdict === "good",
    );

const faultsOf = (outputs: readonly SessionOutput[], wanted: string) =>
  ofKind(outputs, "fault").filter(({ code }) => code === wanted);

const commandsOf = ({ write }: Running) => write.mock.calls.map(([bytes]) => bytes[0]);

describe("a Movesense sensor on the pelvis, through the real noble", () => {
  it.each([104, 208])(
    "streams at %i Hz and is calibrated while standing",
    async (sampleRateHz) => {
      running = start({ sampleRateHz });
      const { outputs, podId } = running;
      await until(running, "live", isLive(podId));
      await until(running, "calibrated", isCalibrated("standing", "pelvis"));
      const state = statesOf(outputs, podId).at(-1);
      expect(state).toMatchObject({ lostSamples: 0, batteryPct: 90, faults: 0 });
      expect(state?.measuredRateHz).toBeCloseTo(sampleRateHz, -1);
      const ended = running;
      running = null;
      await ended.stop();
      // Told to stop before the link was closed.
      expect(commandsOf(ended).at(-1)).toBe(2);
    },
    60_000,
  );

  it("comes back when its link breaks, with what it missed counted, and stays calibrated", async () => {
    running = start();
    const { outputs, worn, podId } = running;
    const { path } = worn.peripheral;
    await until(running, "calibrated", isCalibrated("standing", "pelvis"));
    const breaks = [
      async () => worn.peripheral.disconnect(),
      async () => {
        path.inRange = false;
        await passing(2500);
        path.inRange = true;
      },
    ];
    for (const breakLink of breaks) {
      const before = outputs.length;
      await breakLink();
      await until(running, "lost", (all) =>
        statesOf(all.slice(before), podId).some(({ link }) => link === "lost"),
      );
      await until(running, "live again", (all) => isLive(podId)(all.slice(before)));
      await until(
        running,
        "counted",
        (all) => faultsOf(all.slice(before), "samples-lost").length > 0,
      );
    }
    const lost = faultsOf(outputs, "samples-lost");
    expect(lost).toHaveLength(2);
    const counted = lost.reduce((sum, { count }) => sum + count, 0);
    await until(running, "reported", (all) => statesOf(all, podId).at(-1)?.lostSamples === counted);
    expect(faultsOf(outputs, "clock-step")).toEqual([]);
    const calibrations = ofKind(outputs, "calibration").filter(({ stage }) => stage === "standing");
    expect(calibrations.at(-1)).toMatchObject({ verdict: "good" });
  }, 120_000);

  it("is known to have been restarted when its clock begins again", async () => {
    running = start();
    const { outputs, worn, podId } = running;
    await until(running, "live", isLive(podId));
    const before = outputs.length;
    worn.pullBattery();
    await passing(500);
    worn.putBattery();
    await until(
      running,
      "restarted",
      (all) => faultsOf(all.slice(before), "clock-step").length > 0,
    );
    await until(running, "live again", (all) => isLive(podId)(all.slice(before)));
  }, 60_000);

  it("with older firmware is sent nothing but hello, subscribe and unsubscribe", async () => {
    const sample = start({ firmware: "sample" });
    running = sample;
    await until(sample, "live", isLive(sample.podId));
    running = null;
    await sample.stop();
    expect(new Set(commandsOf(sample))).toEqual(new Set([0, 1, 2]));
    expect(sample.worn.sensor.erasures).toBe(0);
  }, 60_000);

  it("whose link is too narrow says so", async () => {
    running = start({ mtu: 104 });
    const { podId } = running;
    await until(running, "lost", (all) => statesOf(all, podId).at(-1)?.link === "lost");
    expect(statesOf(running.outputs, podId).at(-1)?.linkReason).toContain(
      "ATT_MTU of 104, its packets need 155",
    );
  }, 60_000);
});

describe("a Movesense sensor on a thigh beside Hipline pods", () => {
  it("measures one run with them: calibrated, with strides of both sides and hip angles of its own", async () => {
    running = start({
      placement: "leftThigh",
      isMixed: true,
      stages: [
        { atS: 0, gait: "standing" },
        { atS: 12, gait: "running", speedMPerS: 2.8 },
      ],
    });
    const { outputs } = running;
    for (const placement of ["pelvis", "leftThigh", "rightThigh"] as const) {
      await until(running, `${placement} standing`, isCalibrated("standing", placement));
    }
    for (const placement of ["pelvis", "leftThigh", "rightThigh"] as const) {
      await until(running, `${placement} running`, isCalibrated("gait", placement), 60_000);
    }
    await until(running, "measured", (all) =>
      ofKind(all, "hipAngles").some(
        (hip) => hip.leftHipFlexionDeg !== null && hip.rightHipFlexionDeg !== null,
      ),
    );
    const sides = new Set(ofKind(outputs, "stride").map(({ side }) => side));
    expect(sides).toEqual(new Set(["left", "right"]));
    for (const { podId, liveness } of ofKind(outputs, "podState").slice(-3)) {
      expect(`${podId} ${liveness}`).toBe(`${podId} live`);
    }
  }, 120_000);
});
