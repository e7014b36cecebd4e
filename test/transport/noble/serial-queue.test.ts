import { expect, test } from "vitest";
import { SerialQueue } from "../../../src/transport/noble/serial-queue.ts";

test("one after the other, in order, whatever becomes of one", async () => {
  const queue = new SerialQueue();
  const log: string[] = [];
  const task = (name: string, fails: boolean) =>
    queue.run(async () => {
      log.push(`${name} starts`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([task("a", false), task("b", true), task("c", false)]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(log).toEqual(["a starts", "a ends", "b starts", "b ends", "c starts", "c ends"]);
});
