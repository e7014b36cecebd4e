import { describe, expect, test } from "vitest";
import {
  causeOf,
  unavailable,
  unavailableCauses,
  unavailableHint,
} from "../../../src/transport/noble/unavailable.ts";

function errorWith(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe.each(["linux", "darwin", "win32", "freebsd"] as const)("on %s", (platform) => {
  test.each(unavailableCauses)("%s: one sentence, and what to do", (cause) => {
    const reason = new Error("as noble put it");
    const error = unavailable(cause, platform, reason);
    expect(error.code).toBe("bluetooth-unavailable");
    expect(error.message).toMatch(/^[A-Z][^.]*\.$/);
    expect(error.cause).toBe(reason);
    expect(error.hint).toBe(unavailableHint(cause, platform));
    expect(error.hint).toMatch(/^[A-Z`].*[.`]$/);
  });
});

test("a permission is given where the system has it", () => {
  expect(unavailableHint("no-permission", "linux")).toContain(
    "sudo setcap cap_net_raw+eip $(eval readlink -f $(which node))",
  );
  expect(unavailableHint("no-permission", "darwin")).toContain(
    "System Settings > Privacy & Security > Bluetooth",
  );
  expect(unavailableHint("no-permission", "win32")).toContain("Settings >");
});

test("on Linux an adapter is switched on, and the system's service kept off it, by command", () => {
  expect(unavailableHint("adapter-off", "linux")).toContain("rfkill unblock bluetooth");
  expect(unavailableHint("adapter-off", "linux")).toContain("bluetoothctl power on");
  expect(unavailableHint("no-answer", "linux")).toContain("systemctl stop bluetooth");
  expect(unavailableHint("adapter-off", "darwin")).not.toContain("rfkill");
});

test("the errors of Node, of the system and of node-gyp-build tell the cause", () => {
  expect(causeOf(errorWith("MODULE_NOT_FOUND"))).toBe("package-missing");
  expect(causeOf(errorWith("ERR_DLOPEN_FAILED"))).toBe("package-missing");
  expect(causeOf(new Error("No native build was found for platform=darwin arch=arm64"))).toBe(
    "package-missing",
  );
  expect(causeOf(errorWith("EAFNOSUPPORT"))).toBe("no-adapter");
  expect(causeOf(errorWith("ENODEV"))).toBe("no-adapter");
  expect(causeOf(errorWith("EPERM"))).toBe("no-permission");
  expect(causeOf(errorWith("EBUSY"))).toBe("adapter-busy");
  expect(causeOf(errorWith("EIO"))).toBe("failed");
  expect(causeOf("thrown text")).toBe("failed");
});
