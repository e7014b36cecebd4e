import { type Subscription, tap } from "rxjs";
import { afterEach, describe, expect, test } from "vitest";
import { sensorServices } from "../../src/codec/standard-sensors/sensor-services.ts";
import type { SensorDescription } from "../../src/model/sensor.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { sessionPipeline } from "../../src/pipeline/session-pipeline.ts";
import type { BluetoothCentral } from "../../src/transport/bluetooth/bluetooth-central.ts";
import {
  type BluetoothTransport,
  bluetoothTransport,
} from "../../src/transport/bluetooth/bluetooth-transport.ts";
import { hiplinePodDriver } from "../../src/transport/hipline-pod/hipline-pod-driver.ts";
import { createNobleCentral } from "../../src/transport/noble/noble-central.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { standardSensorDrivers } from "../../src/transport/standard-sensors/standard-sensor-drivers.ts";
import {
  advertisingField,
  advertisingTypes,
} from "../../src/transport/virtual/advertising-field.ts";
import { uuidBytes } from "../../src/transport/virtual/gatt-table.ts";
import {
  type ScenarioSensors,
  type SensorHabits,
  scenarioSensors,
} from "../../src/transport/virtual/scenario-sensors.ts";
import { virtualHciSocketClass } from "../../src/transport/virtual/virtual-hci-socket.ts";
import { VirtualPeripheral } from "../../src/transport/virtual/virtual-peripheral.ts";
import { VirtualPods } from "../../src/transport/virtual/virtual-pods.ts";
import { ofKind } from "../support/recorded-events.ts";

const pollMs = 20;
/** Somebody else's processes may keep both processors busy. */
const withinMs = 20_000;

/** A live session of emulated pods and sensors, through the real noble and the service's own code up to the outputs. */
class SensorBench {
  readonly world: VirtualPods;
  readonly sensors: ScenarioSensors;
  readonly events: TransportEvent[] = [];
  readonly outputs: SessionOutput[] = [];
  readonly #central: BluetoothCentral;
  readonly #transport: BluetoothTransport;
  readonly #subscription: Subscription;

  constructor(
    chosen: (sensors: ScenarioSensors) => readonly SensorDescription[],
    { withPods = false, habits = {} }: { withPods?: boolean; habits?: SensorHabits } = {},
  ) {
    const scenario = defaultScenario({
      durationS: null,
      stages: [{ atS: 0, gait: "running", speedMPerS: 2.5 }],
      runner: { cadenceSpm: 168 },
    });
    this.world = new VirtualPods(scenario);
    this.sensors = scenarioSensors(this.world.air, scenario, () => this.world.nowS(), habits);
    const header: SessionHeader = {
      ...this.world.header,
      pods: withPods ? this.world.header.pods : [],
      sensors: chosen(this.sensors),
    };
    this.#central = createNobleCentral({
      hciSocketClass: virtualHciSocketClass([this.world.controller]),
    });
    this.#transport = bluetoothTransport({
      header,
      central: this.#central,
      drivers: [hiplinePodDriver],
      sensorDrivers: standardSensorDrivers,
    });
    this.#subscription = this.#transport.events
      .pipe(
        tap((event) => this.events.push(event)),
        sessionPipeline(header),
      )
      .subscribe((output) => this.outputs.push(output));
  }

  /** Session time at which an output of a kind first did this. */
  async firstS<K extends SessionOutput["kind"]>(
    kind: K,
    isIt: (output: Extract<SessionOutput, { kind: K }>) => boolean,
  ): Promise<number> {
    const find = () => ofKind(this.outputs, kind).find(isIt);
    await expect.poll(find, { timeout: withinMs, interval: pollMs }).toBeDefined();
    return find()?.timeS ?? Number.NaN;
  }

  linkStates({ sensorId }: SensorDescription): string[] {
    return this.events
      .filter((event) => event.kind === "sensorLink" && event.sensorId === sensorId)
      .map((event) => (event.kind === "sensorLink" ? event.state : ""));
  }

  /** Session time of the newest word that a sensor is silent. */
  lastSilentS(sensorId: string): number {
    const states = ofKind(this.outputs, "sensorState");
    const silent = states.findLast((one) => one.sensorId === sensorId && one.liveness === "silent");
    return silent?.timeS ?? Number.POSITIVE_INFINITY;
  }

  async close(): Promise<void> {
    this.#subscription.unsubscribe();
    await this.#transport.stopped();
    await this.#central.close();
    this.world.close();
  }
}

const all = ({ belt, treadmill, footPod }: ScenarioSensors) => [
  belt.description,
  treadmill.description,
  footPod.description,
];

let bench: SensorBench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

function open(...parameters: ConstructorParameters<typeof SensorBench>): SensorBench {
  bench = new SensorBench(...parameters);
  return bench;
}

describe("standard sensors through the real noble", () => {
  test("tell what they measure, beside pods that stream", { timeout: 60_000 }, async () => {
    const session = open(all, { withPods: true, habits: { inclinePctAt: () => -2.5 } });
    await session.firstS("heartRate", (one) => one.rrIntervalsS.length > 0);
    await session.firstS("treadmill", (one) => one.distanceM !== null);
    await session.firstS("runningSpeedCadence", (one) => one.cadenceSpm !== null);
    await session.firstS("podState", (one) => one.liveness === "live");

    const heart = ofKind(session.outputs, "heartRate").at(-1);
    expect(heart?.contact).toBe(true);
    expect(heart?.heartRateBpm).toBeGreaterThan(70);
    for (const intervalS of heart?.rrIntervalsS ?? []) {
      expect(60 / intervalS).toBeGreaterThan(0.9 * (heart?.heartRateBpm ?? 0));
      expect(60 / intervalS).toBeLessThan(1.1 * (heart?.heartRateBpm ?? 0));
    }
    expect(ofKind(session.outputs, "treadmill").at(-1)).toMatchObject({
      speedMPerS: expect.closeTo(2.5, 2),
      inclinePct: -2.5,
      rampAngleDeg: -1.4,
    });
    expect(ofKind(session.outputs, "beltSpeed")).toEqual([
      expect.objectContaining({ beltSpeedMPerS: expect.closeTo(2.5, 2) }),
    ]);
    expect(ofKind(session.outputs, "runningSpeedCadence").at(-1)).toMatchObject({
      speedMPerS: expect.closeTo(2.5, 2),
      cadenceSpm: 168,
      strideLengthM: expect.closeTo(1.79, 2),
      isRunning: true,
    });
    expect(ofKind(session.outputs, "fault")).toEqual([]);
    for (const sensor of all(session.sensors)) {
      expect(session.linkStates(sensor)).toEqual([
        "searching",
        "connecting",
        "configuring",
        "streaming",
      ]);
    }
  });

  test("a treadmill out of reach has no speed any more, and has it again when it is back", {
    timeout: 60_000,
  }, async () => {
    const session = open(({ treadmill }) => [treadmill.description], {
      habits: { splitsRecords: true, inclinePctAt: () => 1 },
    });
    const { treadmill } = session.sensors;
    await session.firstS("treadmill", (one) => one.speedMPerS !== null && one.inclinePct === 1);
    treadmill.peripheral.path.inRange = false;
    const silentS = await session.firstS("sensorState", (one) => one.liveness === "silent");
    const lastS = ofKind(session.outputs, "treadmill").findLast((one) => one.speedMPerS !== null);
    expect(silentS - (lastS?.timeS ?? 0)).toBeLessThan(3.5);
    expect(ofKind(session.outputs, "treadmill").at(-1)).toMatchObject({
      speedMPerS: null,
      inclinePct: null,
    });
    expect(ofKind(session.outputs, "beltSpeed").at(-1)?.beltSpeedMPerS).toBeNull();
    await session.firstS("sensorState", (one) => one.link === "lost" && one.linkReason !== null);
    treadmill.peripheral.path.inRange = true;
    await session.firstS("sensorState", (one) => one.timeS > silentS && one.liveness === "live");
    expect(ofKind(session.outputs, "beltSpeed").at(-1)?.beltSpeedMPerS).toBeCloseTo(2.5, 2);
    expect(session.linkStates(treadmill.description).slice(-3)).toEqual([
      "connecting",
      "configuring",
      "streaming",
    ]);
  });

  test("a belt that is taken off goes on talking, but has no heart rate", {
    timeout: 60_000,
  }, async () => {
    const session = open(({ belt }) => [belt.description]);
    await session.firstS("heartRate", (one) => one.heartRateBpm !== null);
    session.sensors.wearBelt(false);
    const offS = await session.firstS("heartRate", (one) => one.contact === false);
    await session.firstS("heartRate", (one) => one.timeS > offS + 1);
    expect(ofKind(session.outputs, "heartRate").at(-1)).toMatchObject({
      heartRateBpm: null,
      rrIntervalsS: [],
      contact: false,
    });
    expect(ofKind(session.outputs, "sensorState").at(-1)?.liveness).toBe("live");
    session.sensors.wearBelt(true);
    await session.firstS("heartRate", (one) => one.timeS > offS && one.contact === true);
    expect(ofKind(session.outputs, "heartRate").at(-1)?.heartRateBpm).not.toBeNull();
  });

  test("a sensor that is connected but says nothing is silent, and given up after a while", {
    timeout: 60_000,
  }, async () => {
    const session = open(({ belt, footPod }) => [belt.description, footPod.description], {
      habits: { countedFeet: 2 },
    });
    const { belt } = session.sensors;
    const { sensorId } = belt.description;
    await session.firstS("heartRate", (one) => one.heartRateBpm !== null);
    belt.stalls = true;
    await session.firstS(
      "sensorState",
      (one) => one.sensorId === sensorId && one.liveness === "silent" && one.link === "streaming",
    );
    expect(ofKind(session.outputs, "heartRate").at(-1)?.heartRateBpm).toBeNull();
    await session.firstS("sensorState", (one) => one.sensorId === sensorId && one.link === "lost");
    const lost = ofKind(session.outputs, "sensorState").find((one) => one.link === "lost");
    expect(lost?.linkReason).toContain("nothing came");
    // The other one is no worse for it, and counts both feet where the former test's counts one.
    expect(ofKind(session.outputs, "runningSpeedCadence").at(-1)?.cadenceSpm).toBe(168);
    const footStates = session.linkStates(session.sensors.footPod.description);
    expect(footStates.at(-1)).toBe("streaming");
    belt.stalls = false;
    await session.firstS(
      "heartRate",
      (one) => one.timeS > session.lastSilentS(sensorId) && one.heartRateBpm !== null,
    );
  });

  test("a fitness machine that is no treadmill is refused with the reason", {
    timeout: 60_000,
  }, async () => {
    const bike = {
      sensorId: "c0:ff:ee:00:00:21",
      kind: "treadmill",
      name: "Indoor bike",
    } as const;
    const session = open(() => [bike]);
    const { serviceUuid } = sensorServices.treadmill;
    const { flags, completeUuids16 } = advertisingTypes;
    new VirtualPeripheral(session.world.air, {
      address: bike.sensorId,
      services: [
        {
          uuid: serviceUuid,
          characteristics: [
            { uuid: "00002ad2-0000-1000-8000-00805f9b34fb", properties: ["notify"] },
          ],
        },
      ],
      advertisingData: () => ({
        advertising: Uint8Array.from([
          ...advertisingField(flags, [0x06]),
          ...advertisingField(completeUuids16, uuidBytes(serviceUuid)),
        ]),
        scanResponse: new Uint8Array(),
      }),
      advertisingIntervalMs: () => 100,
    });
    await session.firstS("sensorState", (one) => one.link === "failed");
    expect(ofKind(session.outputs, "sensorState").findLast((one) => one.link === "failed")).toEqual(
      expect.objectContaining({
        linkReason: "it has no Treadmill Data: another fitness machine than a treadmill",
      }),
    );
  });
});
