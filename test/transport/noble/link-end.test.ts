import { expect, test } from "vitest";
import { connectFailed, linkLost } from "../../../src/transport/noble/link-end.ts";

test("a lost connection says why, where the system tells", () => {
  expect(linkLost(0x08)).toMatchObject({
    code: "link-lost",
    message: "The link was lost: it was not heard for too long (0x08).",
  });
  expect(linkLost(0x77).message).toBe("The link was lost: 0x77.");
  expect(linkLost(undefined).message).toBe("The link was lost.");
});

test("a full adapter and a rival on this computer get a hint", () => {
  const full = connectFailed("aa", new Error("Connection Limit Exceeded (0x9)"));
  expect(full.code).toBe("connect-failed");
  expect(full.message).toBe("No connection to aa: Connection Limit Exceeded (0x9).");
  expect(full.hint).toContain("as many connections as it can");
  expect(connectFailed("aa", new Error("Command Disallowed (0xc)")).hint).toContain("bluetooth");
  expect(connectFailed("aa", new Error("Unknown Connection Identifier (0x2)")).hint).toBeNull();
});
