import { describe, expect, it } from "vitest";
import { Terminal, type TextStream } from "../../src/cli/terminal.ts";

class FakeStream implements TextStream {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly #log: string[];
  readonly #name: string;
  fail: (error: NodeJS.ErrnoException) => void = () => undefined;

  constructor(name: string, log: string[], isTTY: boolean, columns: number) {
    this.#name = name;
    this.#log = log;
    this.isTTY = isTTY;
    this.columns = columns;
  }

  write(text: string): void {
    this.#log.push(`${this.#name}:${text.replaceAll("\r\u001b[2K", "<erase>")}`);
  }

  on(_event: "error", listener: (error: NodeJS.ErrnoException) => void): void {
    this.fail = listener;
  }
}

function setUp(options: { tty: boolean; environment?: Record<string, string>; columns?: number }) {
  const log: string[] = [];
  const time = { nowMs: 0 };
  const stdout = new FakeStream("out", log, options.tty, options.columns ?? 80);
  const stderr = new FakeStream("err", log, options.tty, options.columns ?? 80);
  const environment = options.environment ?? {};
  const terminal = new Terminal({ stdout, stderr, environment, nowMs: () => time.nowMs });
  return { log, time, terminal, stdout };
}

describe("Terminal", () => {
  it("redraws the progress line after a line of the result", () => {
    const { log, terminal } = setUp({ tty: true });
    terminal.progress("10 %");
    terminal.print("found a pod");
    terminal.progress(null);
    terminal.print("done");
    expect(log).toEqual([
      "err:<erase>10 %",
      "err:<erase>",
      "out:found a pod\n",
      "err:10 %",
      "err:<erase>",
      "out:done\n",
    ]);
  });

  it("takes a terminal that says it has no columns for one of the usual width", () => {
    const { log, terminal } = setUp({ tty: true, columns: 0 });
    terminal.progress("10 %");
    expect(log).toEqual(["err:<erase>10 %"]);
  });

  it("does not draw the same progress twice", () => {
    const { log, terminal } = setUp({ tty: true });
    terminal.progress("10 %");
    terminal.progress("10 %");
    expect(log).toEqual(["err:<erase>10 %"]);
  });

  it("cuts progress to the width of the screen", () => {
    const { log, terminal } = setUp({ tty: true, columns: 10 });
    terminal.progress("0123456789abc");
    expect(log).toEqual(["err:<erase>012345678"]);
  });

  it("writes progress into a log every five seconds only, and never moves the cursor", () => {
    const { log, time, terminal } = setUp({ tty: false });
    for (time.nowMs = 0; time.nowMs <= 10_000; time.nowMs += 100) {
      terminal.progress(`${time.nowMs / 100} %`);
    }
    terminal.progress(null);
    terminal.print("done");
    expect(log).toEqual(["err:0 %\n", "err:50 %\n", "err:100 %\n", "out:done\n"]);
  });

  it("uses colours on a screen only, and not against NO_COLOR", () => {
    expect(setUp({ tty: true }).terminal.colours).toBe(true);
    expect(setUp({ tty: true, environment: { NO_COLOR: "" } }).terminal.colours).toBe(true);
    expect(setUp({ tty: true, environment: { NO_COLOR: "1" } }).terminal.colours).toBe(false);
    expect(setUp({ tty: false }).terminal.colours).toBe(false);
  });

  it("survives a reader that has gone, and nothing else", () => {
    const { stdout } = setUp({ tty: false });
    expect(() => stdout.fail(Object.assign(new Error("gone"), { code: "EPIPE" }))).not.toThrow();
    expect(() => stdout.fail(Object.assign(new Error("full"), { code: "ENOSPC" }))).toThrow("full");
  });
});
