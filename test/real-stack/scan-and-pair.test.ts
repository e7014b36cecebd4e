import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommandInput } from "../../src/config/command-context.ts";
import type { Config } from "../../src/config/config.ts";
import type { Placement } from "../../src/model/pod.ts";
import { readConfig, writeConfig } from "../../src/session/config-file.ts";
import { type PairOptions, runPair } from "../../src/session/run-pair.ts";
import { runScan } from "../../src/session/run-scan.ts";
import type { ScanResult } from "../../src/session/scan-report.ts";
import { type CapturedContext, capturedContext } from "../support/captured-context.ts";
import { RoomWithPods } from "./room-with-pods.ts";

let room: RoomWithPods;
let folder: string;
let configFile: string;

beforeEach(async () => {
  room = new RoomWithPods();
  folder = await mkdtemp(join(tmpdir(), "hipline-pair-"));
  configFile = join(folder, "config.json");
});
afterEach(async () => {
  room.close();
  await rm(folder, { recursive: true, force: true });
});

const radio = { virtual: null };

async function scan(
  connect = true,
): Promise<{ code: number; result: ScanResult; noted: string[] }> {
  const context = capturedContext();
  const options = { configFile, radio, seconds: 2, connect, json: true };
  const code = await runScan(options, context, room.opener());
  const result: ScanResult = JSON.parse(context.printed.join("\n"));
  return { code, result, noted: context.noted };
}

async function pair(
  options: Partial<PairOptions>,
  context: CapturedContext = capturedContext(),
  onAsk: ((placement: Placement) => void) | null = null,
): Promise<number> {
  const all = { configFile, radio, seconds: 2, by: null, assign: [], forget: [], sensors: [] };
  return await runPair({ ...all, ...options }, context, room.opener(onAsk));
}

async function placementsInConfig(): Promise<Record<string, string>> {
  const config = await readConfig(configFile);
  return Object.fromEntries((config?.pods ?? []).map(({ placement, podId }) => [placement, podId]));
}

/** What each pod remembers, by its id. */
async function memories(): Promise<Record<string, string | null>> {
  const { result } = await scan(false);
  return Object.fromEntries(
    result.pods.map(({ podId, rememberedPlacement }) => [podId, rememberedPlacement]),
  );
}

/** A person who types these lines when asked. */
function typing(...lines: string[]): CommandInput {
  return { line: () => Promise.resolve(lines.shift() ?? null) };
}

async function writePelvisConfig(podId: string): Promise<Config> {
  const sampling = { sampleRateHz: 200, accRangeG: 32, gyrRangeDegPerS: 4000, batchSamples: 7 };
  const config: Config = {
    version: 1,
    runner: { label: "Ann" },
    pods: [{ podId, placement: "pelvis", ...sampling }],
    sensors: [{ sensorId: "c0ffee000042", kind: "heart-rate", name: "Belt" }],
  };
  await writeConfig(configFile, config);
  return config;
}

describe("hipline scan", () => {
  it("lists the pods with what they say of themselves and what the config says of them", async () => {
    await writePelvisConfig(room.podId("pelvis"));
    const { code, result } = await scan();
    expect(code).toBe(0);
    expect(result.sensors).toEqual([]);
    expect(result.pods).toHaveLength(3);
    for (const pod of result.pods) {
      expect(pod).toMatchObject({
        family: "hipline",
        rememberedPlacement: null,
        rssiDbm: -58,
        batteryPct: 90,
        modelName: "Simulated pod",
        firmwareRevision: "1.0",
        problem: null,
      });
      const isPelvis = pod.podId === room.podId("pelvis");
      expect(pod.configuredPlacement).toBe(isPelvis ? "pelvis" : null);
    }
    expect(room.states).toEqual(["advertising", "advertising", "advertising"]);
    expect(room.open).toBe(0);
  });

  it("asks nothing of pods where it shall not connect, and knows them by the end of their id", async () => {
    for (const { peripheral } of room.world.pods) peripheral.path.losesScanResponses = true;
    await writePelvisConfig(room.podId("pelvis"));
    const { result } = await scan(false);
    const pelvis = result.pods.find(({ configuredPlacement }) => configuredPlacement === "pelvis");
    expect(pelvis?.podId).toBe(room.podId("pelvis"));
    const thigh = result.pods.find(({ podIdTail }) => room.podId("leftThigh").endsWith(podIdTail));
    expect(thigh).toMatchObject({ podId: null, batteryPct: null, firmwareRevision: null });
  });

  it("ends with 1 where nothing is near, and says what to check", async () => {
    for (const { peripheral } of room.world.pods) peripheral.path.inRange = false;
    const { code, result, noted } = await scan();
    expect(code).toBe(1);
    expect(result).toEqual({ pods: [], sensors: [] });
    expect(noted.join("\n")).toMatch(/No pods and no sensors .*\n.*switched on.*\n.*metres/);
  });
});

describe("hipline pair", () => {
  it("takes the pods that are tapped and no others, tells them their place, and leaves somebody else's alone", async () => {
    const others = room.addRunner();
    const context = capturedContext();
    expect(await pair({ by: "tap" }, context, (placement) => room.tap(placement))).toBe(0);
    const expected = {
      pelvis: room.podId("pelvis"),
      leftThigh: room.podId("leftThigh"),
      rightThigh: room.podId("rightThigh"),
    };
    expect(await placementsInConfig()).toEqual(expected);
    expect(context.printed.at(-1)).toBe(`Saved to ${configFile}`);
    expect(room.states).not.toContain("streaming");
    expect(room.states).not.toContain("buffering");
    expect(room.open).toBe(0);
    const remembered = await memories();
    for (const [placement, podId] of Object.entries(expected)) {
      expect(remembered[podId]).toBe(placement);
    }
    for (const podId of others) expect(remembered[podId]).toBeNull();
  }, 60_000);

  it("refuses two taps at once and a pod that has its place already, and goes on", async () => {
    const taps: Placement[][] = [
      ["pelvis", "rightThigh"],
      ["pelvis"],
      ["pelvis"],
      ["leftThigh"],
      ["rightThigh"],
    ];
    const context = capturedContext();
    const code = await pair({ by: "tap" }, context, () => {
      for (const placement of taps.shift() ?? []) room.tap(placement);
    });
    expect(code).toBe(0);
    expect(Object.keys(await placementsInConfig())).toHaveLength(3);
    expect(context.noted.join("\n")).toMatch(/felt it at once: tap one pod only/);
    expect(context.noted.join("\n")).toMatch(/the pelvis pod: tap another one/);
  }, 60_000);

  it("assigns by the end of an id, and keeps what the config says beside that", async () => {
    const before = await writePelvisConfig(room.podId("leftThigh"));
    const context = capturedContext();
    const assign = [
      { id: room.podId("pelvis").slice(-6).toUpperCase(), placement: "pelvis" as const },
      { id: room.podId("leftThigh"), placement: "leftThigh" as const },
    ];
    expect(await pair({ assign }, context)).toBe(0);
    const config = await readConfig(configFile);
    expect(config?.runner).toEqual(before.runner);
    expect(config?.sensors).toEqual(before.sensors);
    expect(config?.pods).toMatchObject([
      { podId: room.podId("pelvis"), placement: "pelvis", sampleRateHz: 208, batchSamples: 8 },
      { podId: room.podId("leftThigh"), placement: "leftThigh", sampleRateHz: 200, accRangeG: 32 },
    ]);
    expect(context.noted).toContain(
      `${room.podId("leftThigh")} was the pelvis pod; it is now the left thigh pod`,
    );
    expect(await memories()).toMatchObject({
      [room.podId("pelvis")]: "pelvis",
      [room.podId("leftThigh")]: "leftThigh",
      [room.podId("rightThigh")]: null,
    });
  });

  it("changes nothing where a pod is not there", async () => {
    await writePelvisConfig(room.podId("pelvis"));
    const before = await readFile(configFile, "utf8");
    const assign = [
      { id: room.podId("leftThigh"), placement: "leftThigh" as const },
      { id: "0123456789abcdef", placement: "rightThigh" as const },
    ];
    await expect(pair({ assign })).rejects.toThrow(/^no 0123456789abcdef nearby; there are /);
    expect(await readFile(configFile, "utf8")).toBe(before);
    expect(room.open).toBe(0);
  });

  it("leaves alone a pod that measures for a session whose link is lost", async () => {
    const { pod } = room.world.podAt("pelvis");
    const timeS = room.world.nowS();
    pod.connect(timeS, 247);
    for (const channel of ["control", "samples"] as const) pod.subscribe(channel, true, timeS);
    // configure: 208 Hz, ±16 g, ±2000 °/s, 8 samples, left thigh; start.
    pod.write("control", Uint8Array.of(0x30, 0x09, 1, 0xa4, 8, 2), timeS);
    pod.write("control", Uint8Array.of(0x30, 0x01, 2), timeS);
    pod.disconnect(timeS);
    expect(pod.state).toBe("buffering");
    const assign = [{ id: room.podId("pelvis"), placement: "pelvis" as const }];
    await expect(pair({ assign })).rejects.toThrow(/measures for a session/);
    expect(existsSync(configFile)).toBe(false);
    expect(pod.state).toBe("buffering");
  });

  it("asks where the pod is that blinks", async () => {
    const context = capturedContext(undefined, typing("x", "a", "P", "", "left thigh"));
    expect(await pair({ by: "led" }, context)).toBe(0);
    const blinking = context.noted.flatMap((line) => /^(\w{16}) blinks/.exec(line)?.[1] ?? []);
    const [first, again, skipped, last] = blinking;
    expect(again).toBe(first);
    expect(new Set([first, skipped, last]).size).toBe(3);
    expect(await placementsInConfig()).toEqual({ pelvis: first, leftThigh: last });
  });

  it("says what to do where it asks and nobody answers", async () => {
    await expect(pair({ by: "led" })).rejects.toThrow(/standard input has ended/);
    expect(existsSync(configFile)).toBe(false);
  });

  it("leaves out a place where Enter is pressed", async () => {
    const context = capturedContext(undefined, {
      // Never ends and says nothing but one Enter, when the left thigh is asked for.
      line: (signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
          enter = () => resolve("");
        }),
    });
    let enter = (): void => undefined;
    const code = await pair({ by: "tap" }, context, (placement) => {
      if (placement === "leftThigh") enter();
      else room.tap(placement);
    });
    expect(code).toBe(0);
    expect(Object.keys(await placementsInConfig())).toEqual(["pelvis", "rightThigh"]);
    expect(context.noted).toContain("The left thigh has no pod.");
  }, 60_000);

  it("leaves the config and the pods as they were on Ctrl-C", async () => {
    await writePelvisConfig(room.podId("pelvis"));
    const before = await readFile(configFile, "utf8");
    const stop = new AbortController();
    const context = capturedContext(stop.signal);
    const code = await pair({ by: "tap" }, context, (placement) => {
      if (placement === "leftThigh") stop.abort();
      else room.tap(placement);
    });
    expect(code).toBe(1);
    expect(context.noted.at(-1)).toBe("Given up: the config is as it was.");
    expect(await readFile(configFile, "utf8")).toBe(before);
    expect(room.open).toBe(0);
    const remembered = await memories();
    expect(Object.values(remembered)).toEqual([null, null, null]);
  }, 60_000);

  it("forgets pods and sensors without a radio", async () => {
    await writePelvisConfig(room.podId("pelvis"));
    for (const { peripheral } of room.world.pods) peripheral.path.inRange = false;
    const forget = [room.podId("pelvis").slice(-4), "c0ffee000042"];
    const context = capturedContext();
    expect(await pair({ forget }, context)).toBe(0);
    expect(context.noted).toEqual(["There is no pelvis pod yet; `hipline monitor` needs one."]);
    expect(await readConfig(configFile)).toEqual({
      version: 1,
      runner: { label: "Ann" },
      pods: [],
      sensors: [],
    });
    await expect(pair({ forget: ["c0ffee000042"] })).rejects.toThrow(
      "no c0ffee000042 in the config; there is none",
    );
  });
});
