import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { listenWhile, settle } from "../../../src/transport/noble/settle.ts";

const never = new AbortController().signal;
const limits = { timeoutMs: 10_000, onTimeout: () => new Error("late"), signals: [never] };

test("an event settles it, and its listeners are gone", async () => {
  const emitter = new EventEmitter();
  const value = settle<string>((settling) => {
    listenWhile(settling, emitter, "value", (text: string) => settling.resolve(text));
    emitter.emit("value", "first");
    emitter.emit("value", "second");
  }, limits);
  expect(await value).toBe("first");
  expect(emitter.listenerCount("value")).toBe(0);
});

test("time, a signal and what start throws reject it, and its listeners are gone", async () => {
  const emitter = new EventEmitter();
  const waiting = (more: Partial<typeof limits>, then?: () => void) =>
    settle<void>(
      (settling) => {
        listenWhile(settling, emitter, "value", () => settling.resolve());
        then?.();
      },
      { ...limits, ...more },
    );
  await expect(waiting({ timeoutMs: 1 })).rejects.toThrow("late");
  const giveUp = new AbortController();
  const givenUp = waiting({ signals: [never, giveUp.signal] });
  giveUp.abort(new Error("given up"));
  await expect(givenUp).rejects.toThrow("given up");
  await expect(waiting({ signals: [giveUp.signal] })).rejects.toThrow("given up");
  const throwing = waiting({}, () => {
    throw new TypeError("no such thing");
  });
  await expect(throwing).rejects.toThrow("no such thing");
  expect(emitter.listenerCount("value")).toBe(0);
});

test("a process that was held up looks at what came meanwhile before it calls it late", async () => {
  const emitter = new EventEmitter();
  const value = settle<string>(
    (settling) => {
      listenWhile(settling, emitter, "value", (text: string) => settling.resolve(text));
      setImmediate(() => {
        const untilMs = performance.now() + 300;
        while (performance.now() < untilMs);
        // Came while nobody looked, and is taken some turns of the event loop later.
        setImmediate(() => setImmediate(() => emitter.emit("value", "in time")));
      });
    },
    { ...limits, timeoutMs: 100 },
  );
  expect(await value).toBe("in time");
});
