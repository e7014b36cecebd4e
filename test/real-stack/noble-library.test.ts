import type { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { createNoble } from "../../src/transport/noble/noble-library.ts";
import { isHciBindings, type Noble } from "../../src/transport/noble/noble-types.ts";
import { ScriptedRadio } from "./scripted-radio.ts";

function socketOf(noble: Noble): EventEmitter {
  if (!isHciBindings(noble._bindings)) throw new Error("an emulated radio is an HCI socket");
  return noble._bindings._hci._socket;
}

test("each instance has the socket that was chosen for it", () => {
  const first = new ScriptedRadio();
  const second = new ScriptedRadio();
  const nobles = [first, second, first].map((radio) =>
    createNoble({ hciSocketClass: radio.socketClass }),
  );
  expect(new Set(nobles).size).toBe(3);
  expect(socketOf(nobles[1] ?? expect.fail())).toBe(second.socket);
  expect(socketOf(nobles[2] ?? expect.fail())).toBe(first.socket);
});

test("the replacement ends with the loading, also where that fails", () => {
  const radio = new ScriptedRadio();
  radio.openingFails = new Error("no such radio");
  expect(() => createNoble({ hciSocketClass: radio.socketClass })).toThrow("no such radio");
  const requireHere = createRequire(import.meta.url);
  // Whatever the package is here, built or not: it is not the replacement.
  let name: unknown = null;
  try {
    name = Reflect.get(requireHere("@abandonware/bluetooth-hci-socket"), "name");
  } catch {
    name = "not built";
  }
  expect(name).not.toBe("ChosenHciSocket");
});

test("without a choice it is this computer's adapter, or what keeps it from being used", () => {
  let failure: unknown = null;
  try {
    createNoble({});
  } catch (error) {
    failure = error;
  }
  // Where there is no adapter, or no addon: the system's or Node's error with its code, which says what to do.
  if (failure !== null) expect(failure).toHaveProperty("code");
});
