import { spawn } from "node:child_process";
import type { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { BluetoothError } from "../../src/transport/bluetooth/bluetooth-error.ts";
import { AdapterSession } from "../../src/transport/noble/adapter-session.ts";
import { NobleInstance } from "../../src/transport/noble/noble-instance.ts";
import { finish, repositoryRoot } from "../support/hipline-process.ts";
import { notifying, parameters, passing, readable } from "./central-support.ts";
import { ScriptedDevice, ScriptedRadio } from "./scripted-radio.ts";

const never = new AbortController().signal;

function listeners(emitter: EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

async function openSession(radio: ScriptedRadio) {
  const instance = new NobleInstance({ hciSocketClass: radio.socketClass });
  let heard = 0;
  const session = new AdapterSession(instance, () => {
    heard += 1;
  });
  await new Promise<void>((resolve) => {
    instance.start((state) => {
      if (state === "poweredOn") resolve();
    });
  });
  const { hci } = instance;
  if (hci === null) throw new Error("an emulated radio is an HCI socket");
  return { instance, session, hci, heard: () => heard };
}

const closed = new BluetoothError("cancelled", "The test is over.");

test("fifty connections leave noble's listeners and tables as one left them", async () => {
  const pod = new ScriptedDevice(1);
  const radio = new ScriptedRadio(pod);
  const { instance, session, hci } = await openSession(radio);
  const { noble } = instance;
  const use = async () => {
    const connection = await session.connect(pod.id, parameters, 5000, never);
    await connection.discover();
    await connection.subscribe(notifying, () => {});
    await connection.read(readable);
    await connection.disconnect();
  };
  const measure = () => ({
    noble: listeners(noble),
    bindings: listeners(hci),
    hci: listeners(hci._hci),
    socket: listeners(hci._hci._socket),
    peripherals: Object.values(noble._peripherals).map(listeners),
    tables: [hci._handles, hci._gatts, hci._aclStreams].map((table) => Object.keys(table).length),
    links: hci._hci._aclConnections.size,
    process: ["exit", "SIGINT"].map((event) => process.listenerCount(event)),
  });
  await use();
  const afterOne = measure();
  expect(afterOne.tables).toEqual([0, 0, 0]);
  for (let round = 0; round < 50; round += 1) await use();
  expect(measure()).toEqual(afterOne);
  await session.close(closed);
});

test("a room full of changing addresses does not fill noble's tables, and those in use are kept", async () => {
  const pod = new ScriptedDevice(0xffff);
  const radio = new ScriptedRadio(pod);
  const { instance, session, hci, heard } = await openSession(radio);
  session.setListening(true);
  const connection = await session.connect(pod.id, parameters, 5000, never);
  pod.advertising = false;
  await connection.discover();
  const strangers = 1500;
  const before = heard();
  for (let number = 0; number < strangers; number += 1) {
    radio.advertise(new ScriptedDevice(number));
    if (number % 50 === 0) await passing(5);
  }
  await passing(50);
  expect(heard() - before).toBe(strangers);
  const { noble } = instance;
  for (const table of [noble._peripherals, noble._services, hci._addresses, hci._connectable]) {
    expect(Object.keys(table).length).toBeLessThanOrEqual(200);
  }
  expect(Object.keys(hci._gap._discoveries).length).toBeLessThanOrEqual(500);
  expect(await connection.read(readable)).toHaveLength(3);
  await session.close(closed);
});

test("a process that has closed its central leaves by itself", async () => {
  const script = "test/real-stack/close-and-leave.ts";
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    cwd: repositoryRoot,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { code, stdout, stderr } = await finish(child);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const leftMs = /^left after (\d+) ms$/.exec(stdout)?.[1];
  expect(Number(leftMs)).toBeLessThan(500);
});
