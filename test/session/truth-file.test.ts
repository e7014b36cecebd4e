import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { TrueStance } from "../../src/kernels/simulation/body-motion.ts";
import { checkTruthFileName, TruthFile } from "../../src/session/truth-file.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";
import { standingBody } from "../support/standing-body.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-truth-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

const stances: readonly TrueStance[] = [
  { side: "left", gait: "running", initialContactS: 0.1, toeOffS: 0.350_049 },
  { side: "right", gait: "running", initialContactS: 0.45, toeOffS: 0.7 },
];
const simulation = new Simulation(defaultScenario({ seed: 7 }), () =>
  standingBody(stances, (timeS) => ({ pelvicTiltDeg: timeS / 3, leftHipFlexionDeg: -1e-9 })),
);

async function lines(path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path, "utf8");
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("TruthFile", () => {
  it("holds every hundredth of a second and every stance once, however time comes", async () => {
    const path = join(folder, "truth.jsonl");
    const file = await TruthFile.create(path, simulation, { overwrite: false });
    for (const timeS of [0, 0.05, 0.05, 0.31, 0.32, 0.7, 0.71]) file.advance(timeS);
    await file.close();
    await file.close();
    expect(file.failure).toBeNull();
    const [first, ...rest] = await lines(path);
    expect(first).toEqual({
      kind: "truth",
      version: 1,
      scenario: "Simulated run",
      seed: 7,
      angleRateHz: 100,
    });
    const angles = rest.filter(({ kind }) => kind === "angles");
    expect(angles.map(({ timeS }) => timeS)).toEqual(Array.from({ length: 71 }, (_, i) => i / 100));
    expect(angles[10]).toMatchObject({ pelvicTiltDeg: 0.0333, leftHipFlexionDeg: 0 });
    expect(rest.filter(({ kind }) => kind === "stance")).toEqual(
      stances.map((stance, i) => ({ kind: "stance", ...stance, toeOffS: [0.35, 0.7][i] })),
    );
  });

  it("replaces nothing unless told to, and has a name of its own kind", async () => {
    const path = join(folder, "there.jsonl");
    await writeFile(path, "dear diary\n");
    const options = { overwrite: false };
    await expect(TruthFile.create(path, simulation, options)).rejects.toThrow(/already exists/);
    expect(await readFile(path, "utf8")).toBe("dear diary\n");
    expect(() => checkTruthFileName("a.mcap")).toThrow(/a\.mcap: .* must end in \.jsonl/);
    expect(() => checkTruthFileName(path)).not.toThrow();
    const file = await TruthFile.create(path, simulation, { overwrite: true });
    await file.close();
    expect(await lines(path)).toHaveLength(1);
  });

  it("says where it can no longer be written, and stops nothing", async () => {
    const path = join(folder, "full.jsonl");
    const file = await TruthFile.create(path, simulation, { overwrite: false });
    const other = await open(join(folder, "any"), "w");
    await other.close();
    vi.spyOn(Object.getPrototypeOf(other) as typeof other, "appendFile").mockRejectedValue(
      new Error("ENOSPC"),
    );
    for (let timeS = 0; timeS < 30; timeS += 0.05) file.advance(timeS);
    await file.close();
    expect(file.failure).toEqual(new Error("ENOSPC"));
    expect(file.caughtUp()).toBeNull();
  });
});
