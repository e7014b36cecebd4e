import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finish, hipline, startHipline } from "../support/hipline-process.ts";

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-simulate-"));
  await writeFile(at("there.jsonl"), "dear diary\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("hipline simulate", () => {
  it("runs a runner as fast as possible, and ends with the tables and the truth", async () => {
    const { code, stdout } = await hipline([
      "simulate",
      ...["--speed", "max", "--duration", "0:50", "--truth", at("run.jsonl")],
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Simulating Simulated run, seed 1 \(0:50\)$/m);
    expect(stdout).toMatch(/^2\.8 m\/s {2}/m);
    expect(stdout).toMatch(/^Against the truth/m);
    expect(stdout).toMatch(/^Truth written to .*run\.jsonl$/m);
    expect(stdout).not.toMatch(/Dashboard/);
  }, 30_000);

  it("is what npm start -- --simulate runs", async () => {
    const { code, stdout } = await hipline([
      "replay",
      ...["--simulate", "--speed", "max", "--duration", "10"],
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Simulating /m);
  }, 30_000);

  it("lists the scenarios that come along", async () => {
    const { code, stdout } = await hipline(["simulate", "--list"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^left-hip +\S/m);
  });

  it("ends in order on Ctrl-C, however long it was to be", async () => {
    const file = at("part.mcap");
    const child = startHipline([
      "simulate",
      ...["--duration", "endless", "--no-serve", "--speed", "20", "--record", file],
    ]);
    const finished = finish(child);
    child.stdout?.once("data", () => setTimeout(() => child.kill("SIGINT"), 1500));
    const { code, stdout } = await finished;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Simulating .*\(until Ctrl-C\)$/m);
    expect(stdout).toMatch(/^Recorded to .*part\.mcap \(.+B\): the session up to 0:\d\d$/m);
    expect((await hipline(["inspect", file])).code).toBe(0);
  }, 30_000);

  it.each([
    [1, ["--scenario", "right-hip"], /no scenario is called "right-hip"; there are .*left-hip/],
    [1, ["--scenario", "gone.json"], /gone\.json: no such file/],
    [
      2,
      ["--compensation", "pelvic-tilt@60"],
      /which hip is spared is not known\n.*--affected-side/,
    ],
    [2, ["--duration", "endless", "--speed", "max"], /would never end\n {2}Give it a --duration/],
    [1, ["--truth", "truth.csv"], /truth\.csv: the name of a truth file must end in \.jsonl/],
    [1, ["--truth", "there.jsonl"], /there\.jsonl: already exists.*\n.*--force/],
  ] as const)("ends with %i and says what is wrong with %j", async (status, args, message) => {
    const placed = args.map((arg) => (arg.endsWith(".jsonl") ? at(arg) : arg));
    const { code, stderr } = await hipline(["simulate", "--no-serve", ...placed]);
    expect(code).toBe(status);
    expect(stderr).toMatch(/^simulate: /);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/unexpected error|\n {4}at /);
  });
});
