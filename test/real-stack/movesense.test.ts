import type { Subscription } from "rxjs";
import { afterEach, describe, expect, it } from "vitest";
import type { PodDescription } from "../../src/model/pod.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { Session } from "../../src/session/session.ts";
import type { BluetoothCentral } from "../../src/transport/bluetooth/bluetooth-central.ts";
import { bluetoothTransport } from "../../src/transport/bluetooth/bluetooth-transport.ts";
import { movesenseDriver } from "../../src/transport/movesense/movesense-driver.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import type { MovesenseFirmware } from "../../src/transport/virtual/movesense-sensor.ts";
import { scenarioMovesense } from "../../src/transport/virtual/scenario-movesense.ts";
import { ofKind } from "../support/recorded-events.ts";
import { standingBody } from "../support/standing-body.ts";
import { testHeader } from "../support/test-header.ts";
import { centralOn, passing } from "./central-support.ts";
import { ScriptedMovesense } from "./scripted-movesense.ts";
import { ScriptedRadio } from "./scripted-radio.ts";

/** A machine with much else to do may take its time. */
const patienceMs = 15_000;

interface Running {
  readonly worn: ScriptedMovesense;
  readonly outputs: SessionOutput[];
  stop(): Promise<void>;
}

let running: Running | null = null;

afterEach(async () => {
  await running?.stop();
  running = null;
});

interface Options {
  readonly sampleRateHz?: number;
  readonly firmware?: MovesenseFirmware;
  readonly mtu?: number;
}

/** A session with a Movesense sensor on the pelvis of somebody who stands; the real noble, and a scripted adapter below it. */
function start({ sampleRateHz = 208, firmware = "version-1", mtu }: Options = {}): Running {
  const scenario = defaultScenario({
    seed: 3,
    durationS: 600,
    stages: [{ atS: 0, gait: "standing" }],
  });
  const sensor = scenarioMovesense(scenario, "pelvis", standingBody(), firmware);
  const worn = new ScriptedMovesense(1, sensor, mtu);
  // Another sensor in the same room.
  const other = scenarioMovesense({ ...scenario, seed: 4 }, "pelvis", standingBody());
  const stranger = new ScriptedMovesense(2, other);
  const radio = new ScriptedRadio();
  stranger.joins(radio);
  worn.joins(radio);
  const central: BluetoothCentral = centralOn(radio);
  const pod: PodDescription = {
    podId: `0000${sensor.localName.slice(-12)}`,
    placement: "pelvis",
    family: "movesense",
    sampleRateHz,
    accRangeG: 16,
    gyrRangeDegPerS: 2000,
    batchSamples: 8,
  };
  const transport = bluetoothTransport({
    header: { ...testHeader, pods: [pod] },
    central,
    drivers: [movesenseDriver],
  });
  const session = new Session(transport);
  const outputs: SessionOutput[] = [];
  session.outputs.subscribe((output) => outputs.push(output));
  const subscription: Subscription = session.start();
  return {
    worn,
    outputs,
    stop: async () => {
      subscription.unsubscribe();
      await transport.stopped();
      await central.close();
      worn.close();
      expect(stranger.commands).toEqual([]);
    },
  };
}

/** Waits until the newest state of the pod is so. */
async function until(
  { outputs }: Running,
  what: string,
  isSo: (all: readonly SessionOutput[]) => boolean,
): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!isSo(outputs)) {
    if (performance.now() > endMs) throw new Error(`not ${what} within ${patienceMs / 1000} s`);
    await passing(50);
  }
}

function state(outputs: readonly SessionOutput[]) {
  return ofKind(outputs, "podState").at(-1);
}

const isLive = (outputs: readonly SessionOutput[]): boolean =>
  state(outputs)?.liveness === "live" && state(outputs)?.link === "streaming";

const isCalibrated = (outputs: readonly SessionOutput[]): boolean =>
  ofKind(outputs, "calibration").some((c) => c.stage === "standing" && c.verdict === "good");

const lostOf = (outputs: readonly SessionOutput[]) =>
  ofKind(outputs, "fault").filter(({ code }) => code === "samples-lost");

describe("a Movesense sensor on the pelvis, through the real noble", () => {
  it.each([104, 208])("streams at %i Hz and is calibrated while standing", async (sampleRateHz) => {
    running = start({ sampleRateHz });
    await until(running, "live", isLive);
    await until(running, "calibrated", isCalibrated);
    const { outputs, worn } = running;
    expect(state(outputs)).toMatchObject({ lostSamples: 0, batteryPct: 90, faults: 0 });
    expect(state(outputs)?.measuredRateHz).toBeCloseTo(sampleRateHz, -1);
    await running.stop();
    running = null;
    // Told to stop before the link was closed.
    expect(worn.commands.at(-1)).toBe(2);
  });

  it("comes back when its link breaks, with what it missed counted, and stays calibrated", async () => {
    running = start();
    await until(running, "calibrated", isCalibrated);
    const { outputs, worn } = running;
    for (const _ of [1, 2, 3]) {
      const before = outputs.length;
      worn.lose();
      await until(running, "lost", (all) =>
        ofKind(all.slice(before), "podState").some(({ link }) => link === "lost"),
      );
      await until(running, "live again", (all) => isLive(all.slice(before)));
      await until(running, "counted", (all) => lostOf(all.slice(before)).length > 0);
    }
    const lost = lostOf(outputs);
    expect(lost).toHaveLength(3);
    const counted = lost.reduce((sum, { count }) => sum + count, 0);
    await until(running, "reported", (all) => state(all)?.lostSamples === counted);
    expect(ofKind(outputs, "fault").filter(({ code }) => code === "clock-step")).toEqual([]);
    const standing = ofKind(outputs, "calibration").filter(({ stage }) => stage === "standing");
    expect(standing.at(-1)).toMatchObject({ verdict: "good" });
  }, 60_000);

  it("is known to have been restarted when its clock begins again", async () => {
    running = start();
    await until(running, "live", isLive);
    const before = running.outputs.length;
    running.worn.restart();
    await until(running, "restarted", (all) =>
      ofKind(all.slice(before), "fault").some(({ code }) => code === "clock-step"),
    );
    await until(running, "live again", (all) => isLive(all.slice(before)));
  });

  it("with older firmware is sent nothing but hello, subscribe and unsubscribe", async () => {
    running = start({ firmware: "sample" });
    await until(running, "live", isLive);
    const { worn } = running;
    await running.stop();
    running = null;
    expect(new Set(worn.commands)).toEqual(new Set([0, 1, 2]));
    expect(worn.sensor.erasures).toBe(0);
  });

  it("whose link is too narrow says so", async () => {
    running = start({ mtu: 104 });
    await until(running, "lost", (all) => state(all)?.link === "lost");
    expect(state(running.outputs)?.linkReason).toContain("ATT_MTU of 104, its packets need 155");
  });
});
