import { filter, firstValueFrom, take, toArray } from "rxjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type {
  AdapterState,
  BluetoothCentral,
} from "../../src/transport/bluetooth/bluetooth-central.ts";
import { createNobleCentral } from "../../src/transport/noble/noble-central.ts";
import { unavailableHint } from "../../src/transport/noble/unavailable.ts";
import {
  centralOn,
  ended,
  expectFailure,
  heardFrom,
  parameters,
  passing,
  readable,
} from "./central-support.ts";
import { commands, ScriptedDevice, ScriptedRadio } from "./scripted-radio.ts";

let pod: ScriptedDevice;
let radio: ScriptedRadio;
let central: BluetoothCentral;

beforeEach(() => {
  pod = new ScriptedDevice(1);
  radio = new ScriptedRadio(pod);
  central = centralOn(radio);
});

afterEach(async () => {
  await central.close();
});

function state(wanted: AdapterState): Promise<AdapterState> {
  return firstValueFrom(central.adapterStates.pipe(filter((each) => each === wanted)));
}

/** How listening for advertisements fails. */
async function unavailability(): Promise<unknown> {
  return await firstValueFrom(central.advertisements).then(
    () => "something was heard",
    (error: unknown) => error,
  );
}

describe("an adapter that is switched off", () => {
  test("ends every connection and what is under way; on again, everything goes on", async () => {
    const heard: number[] = [];
    const listening = central.advertisements.subscribe(({ heardS }) => heard.push(heardS));
    const states = firstValueFrom(central.adapterStates.pipe(take(4), toArray()));
    await heardFrom(central, pod.id);
    const connection = await central.connect(pod.id, parameters);
    await connection.discover();
    pod.onRequest = () => true;
    const reading = connection.read(readable);
    const absent = new ScriptedDevice(2);
    absent.connectable = false;
    radio.devices.push(absent);
    const connecting = central.connect(absent.id, parameters);
    await passing(200);

    const firstSocket = radio.socket;
    radio.setUp(false);
    await expectFailure(reading, "adapter-off");
    await expectFailure(connecting, "adapter-off");
    await ended(connection.ended);
    expect(connection.ended.reason).toMatchObject({ code: "adapter-off" });
    await expectFailure(central.connect(pod.id, parameters), "adapter-off");
    const heardBefore = heard.length;

    await passing(1200);
    radio.setUp(true);
    expect(await states).toEqual(["unknown", "poweredOn", "poweredOff", "poweredOn"]);
    expect(radio.socket).not.toBe(firstSocket);
    pod.onRequest = () => false;
    const again = await central.connect(pod.id, parameters);
    await again.discover();
    expect(await again.read(readable)).toEqual(Uint8Array.of(1, 2, 3));
    expect(heard.length).toBeGreaterThan(heardBefore);
    listening.unsubscribe();
  });

  test("and pulled out is looked for until it is back", async () => {
    await state("poweredOn");
    const error = Object.assign(new Error("ENODEV, bind"), { code: "ENODEV" });
    radio.openingFails = error;
    radio.setUp(false);
    await state("poweredOff");
    await passing(500);
    radio.openingFails = null;
    radio.setUp(true);
    await state("poweredOn");
    expect((await heardFrom(central, pod.id)).deviceId).toBe(pod.id);
  });

  test("from the start is said to be so, and is used once it is on", async () => {
    radio.setUp(false);
    const connecting = central.connect(pod.id, parameters);
    expect(await unavailability()).toMatchObject({
      code: "bluetooth-unavailable",
      message: "The Bluetooth adapter is switched off.",
      hint: unavailableHint("adapter-off", process.platform),
    });
    await expectFailure(connecting, "bluetooth-unavailable");
    radio.setUp(true);
    await state("poweredOn");
    expect((await heardFrom(central, pod.id)).deviceId).toBe(pod.id);
  });
});

describe("no Bluetooth to be had", () => {
  test("an adapter that says nothing is told of after 5 s", async () => {
    radio.dropped.add(commands.scanParameters);
    const startMs = performance.now();
    expect(await unavailability()).toMatchObject({
      code: "bluetooth-unavailable",
      hint: unavailableHint("no-answer", process.platform),
    });
    expect(performance.now() - startMs).toBeGreaterThan(4900);
  });

  test("an adapter without Low Energy is told of at once", async () => {
    radio.hciVersion = 5;
    expect(await unavailability()).toMatchObject({
      hint: unavailableHint("no-low-energy", process.platform),
    });
    expect(await state("unsupported")).toBe("unsupported");
  });

  test("a missing permission is told of at once", async () => {
    radio.onCommand = () => {
      const error = Object.assign(new Error("Operation not permitted"), { code: "EPERM" });
      radio.socket?.emit("error", error);
    };
    expect(await unavailability()).toMatchObject({
      hint: unavailableHint("no-permission", process.platform),
    });
    expect(await state("unauthorized")).toBe("unauthorized");
  });

  test("what the system says when noble is loaded is told, and trying again may help", async () => {
    radio.openingFails = Object.assign(new Error("EAFNOSUPPORT, socket"), { code: "EAFNOSUPPORT" });
    expect(await unavailability()).toMatchObject({
      code: "bluetooth-unavailable",
      hint: unavailableHint("no-adapter", process.platform),
      cause: radio.openingFails,
    });
    await expectFailure(central.connect(pod.id, parameters), "bluetooth-unavailable");
    radio.openingFails = null;
    expect((await heardFrom(central, pod.id)).deviceId).toBe(pod.id);
  });
});

describe("the user channel", () => {
  afterEach(() => {
    delete process.env.HCI_CHANNEL_USER;
  });

  test("works, though noble does not ask for the buffers there", async () => {
    process.env.HCI_CHANNEL_USER = "1";
    await heardFrom(central, pod.id);
    expect(radio.log).toContain(commands.reset);
    const connection = await central.connect(pod.id, parameters);
    await connection.discover();
    expect(await connection.read(readable)).toHaveLength(3);
  });
});

describe("closing", () => {
  const counts = () => ["exit", "SIGINT"].map((event) => process.listenerCount(event));

  test("leaves no listener on the process, and noble's handler of Ctrl-C is never there", async () => {
    const before = counts();
    await heardFrom(central, pod.id);
    expect(process.listenerCount("SIGINT")).toBe(before[1]);
    await central.connect(pod.id, parameters);
    await central.close();
    expect(counts()).toEqual(before);
    expect(radio.socket?.running).toBe(false);
    expect(radio.links.size).toBe(0);
    expect(radio.scanning).toBe(false);
  });

  test("gives up what is under way, completes what is listened to, and nothing starts again", async () => {
    await heardFrom(central, pod.id);
    pod.connectable = false;
    const connecting = central.connect(pod.id, parameters);
    const heard = firstValueFrom(central.advertisements.pipe(toArray()));
    const states = firstValueFrom(central.adapterStates.pipe(toArray()));
    await passing(100);
    await Promise.all([central.close(), expectFailure(connecting, "cancelled")]);
    expect(radio.log).toContain(commands.cancelConnect);
    await heard;
    expect(await states).toEqual(["poweredOn"]);
    await expectFailure(central.connect(pod.id, parameters), "cancelled");
    await central.close();
  });

  test("before it was used, and while it starts", async () => {
    await central.close();
    expect(radio.socket).toBeNull();
    const starting = centralOn(radio);
    radio.setUp(false);
    const connecting = starting.connect(pod.id, parameters);
    await passing(50);
    await Promise.all([starting.close(), expectFailure(connecting, "cancelled")]);
  });
});

test("two centrals of one process have a radio each", async () => {
  const otherPod = new ScriptedDevice(9);
  const other = createNobleCentral({ hciSocketClass: new ScriptedRadio(otherPod).socketClass });
  try {
    await Promise.all([heardFrom(central, pod.id), heardFrom(other, otherPod.id)]);
    expect((await other.connect(otherPod.id, parameters)).deviceId).toBe(otherPod.id);
    expect((await central.connect(pod.id, parameters)).deviceId).toBe(pod.id);
  } finally {
    await other.close();
  }
});
