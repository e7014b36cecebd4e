import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { TerminalInput } from "../../src/cli/terminal-input.ts";

const never = new AbortController().signal;

describe("what is typed", () => {
  it("comes line by line, and then null", async () => {
    const stdin = new PassThrough();
    const input = new TerminalInput(stdin);
    stdin.write("one\ntw");
    expect(await input.line(never)).toBe("one");
    const second = input.line(never);
    stdin.end("o\r\nthree");
    expect(await second).toBe("two");
    expect(await input.line(never)).toBe("three");
    expect(await input.line(never)).toBeNull();
    expect(await input.line(never)).toBeNull();
  });

  it("stays for the next who asks where waiting was given up", async () => {
    const stdin = new PassThrough();
    const input = new TerminalInput(stdin);
    const stop = new AbortController();
    const waiting = input.line(stop.signal);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(input.line(stop.signal)).rejects.toThrow("enough");
    stdin.write("late\n");
    expect(await input.line(never)).toBe("late");
    input.close();
    expect(await input.line(never)).toBeNull();
  });

  it("is not read before somebody asks", () => {
    const stdin = new PassThrough();
    const input = new TerminalInput(stdin);
    input.close();
    expect(stdin.listenerCount("data")).toBe(0);
    expect(stdin.readableFlowing).toBeNull();
  });
});
