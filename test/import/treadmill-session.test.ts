import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import type { SamplesPacket } from "../../src/codec/packet.ts";
import { tickRateHz } from "../../src/codec/protocol.ts";
import { ImportError } from "../../src/import/import-error.ts";
import { readTreadmillSession } from "../../src/import/treadmill-session.ts";
import type { NotificationEvent, TransportEvent } from "../../src/model/transport-event.ts";

const columns = ["pelvis", "left_thigh", "right_thigh"].flatMap((pod) => [
  ...["x", "y", "z"].map((axis) => `${pod}_acc_${axis}_mps2`),
  ...["x", "y", "z"].map((axis) => `${pod}_gyr_${axis}_radps`),
]);

const runner = {
  runner: 7,
  source: "made by a test, CC0",
  age_years: 30,
  sex: "F",
  sample_rate_hz: 200,
  standing_s: [0, 1],
  segments: [{ start_s: 1, end_s: 2, belt_speed_mps: 2.5 }],
};

/** Rows of a file whose values say where they come from: column 3 of row 5 is 0.503. */
function rows(count: number): string[][] {
  return Array.from({ length: count }, (_, row) => [
    (0.1 + row / 200).toFixed(3),
    ...columns.map((_column, i) => (0.1 * row + 0.001 * i).toFixed(3)),
  ]);
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "hipline-import-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function folder(
  table: string[][] = rows(500),
  header: string[] = ["time_s", ...columns],
  description: unknown = runner,
): Promise<string> {
  const text = [header, ...table].map((row) => row.join(",")).join("\n");
  await writeFile(join(directory, "imu.csv.gz"), gzipSync(`${text}\n`));
  await writeFile(join(directory, "runner.json"), JSON.stringify(description));
  return directory;
}

const read = (seed = 1) => readTreadmillSession(directory, { seed, title: null });

const packetsOf = (events: readonly TransportEvent[], podId: string) =>
  events
    .filter((e): e is NotificationEvent => e.kind === "notification" && e.podId === podId)
    .filter((e) => e.channel === "samples")
    .map((event) => ({ event, packet: decodePacket("samples", event.payload) as SamplesPacket }));

describe("import of a treadmill run", () => {
  it("keeps every sample, to the resolution of the packets", async () => {
    await folder();
    const { header, events } = await read();
    const all = [...events];
    expect(header.pods.map((pod) => pod.placement)).toEqual(["pelvis", "leftThigh", "rightThigh"]);
    header.pods.forEach((pod, p) => {
      const packets = packetsOf(all, pod.podId);
      expect(packets).toHaveLength(Math.floor(500 / pod.batchSamples));
      packets.forEach(({ packet }, k) => {
        expect(packet.kind).toBe("samples");
        for (let i = 0; i < packet.count; i++) {
          const row = k * pod.batchSamples + i;
          const acc = packet.accMPerS2[3 * i + 1] as number;
          const gyr = packet.gyrRadPerS[3 * i + 2] as number;
          expect(Math.abs(acc - (0.1 * row + 0.001 * (6 * p + 1)))).toBeLessThan(0.0025);
          // ±2000 °/s is 34.9 rad/s: the made-up rows run into the end of the range, and stay there.
          const rate = Math.min(0.1 * row + 0.001 * (6 * p + 5), 34.9055);
          expect(Math.abs(gyr - rate)).toBeLessThan(0.0006);
        }
      });
    });
  });

  it("gives every pod a clock of its own and arrivals that are late, never early, and in order", async () => {
    await folder();
    const { header, events } = await read();
    const all = [...events];
    const times = all.map((event) => event.arrivalTimeS);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const offsets = header.pods.map((pod) => {
      const packets = packetsOf(all, pod.podId);
      packets.forEach(({ event, packet }, k) => {
        const lastS = 0.1 + (k * 7 + 6) / 200;
        expect(event.arrivalTimeS).toBeGreaterThan(lastS);
        expect(event.arrivalTimeS).toBeLessThan(lastS + 0.15);
        expect(packet.spanTicks / tickRateHz).toBeCloseTo(6 / 200, 3);
      });
      const sequences = packets.map(({ packet }) => packet.sequence);
      sequences.forEach((sequence, k) => {
        expect(sequence).toBe(((sequences[0] as number) + k) % 65536);
      });
      return packets[0]?.packet.ticks;
    });
    expect(new Set(offsets).size).toBe(3);
    expect(all.some((event) => event.kind === "notification" && event.channel === "status")).toBe(
      true,
    );
  });

  it("is the same for the same seed and another for another", async () => {
    await folder();
    const [a, b, c] = await Promise.all([read(5), read(5), read(6)]);
    expect([...b.events]).toEqual([...a.events]);
    expect(b.header).toEqual(a.header);
    expect([...c.events]).not.toEqual([...a.events]);
  });

  it("states what the folder says of runner, standing, speed and credit, and nothing more", async () => {
    await folder();
    const { header, events } = await read();
    expect(header).toMatchObject({
      title: "Runner 7 on a treadmill at 2.5 m/s",
      startedAt: null,
      runner: { label: "Runner 7", ageYears: 30, sex: "female" },
      calibrationSpans: [{ kind: "standing", startS: 0, endS: 1 }],
      origin: { kind: "imported", credit: "made by a test, CC0", seed: 1 },
    });
    expect(header.runner).not.toHaveProperty("heightCm");
    expect([...events].filter((event) => event.kind === "beltSpeed")).toEqual([
      { kind: "beltSpeed", arrivalTimeS: 1, beltSpeedMPerS: 2.5 },
      { kind: "beltSpeed", arrivalTimeS: 2, beltSpeedMPerS: null },
    ]);
  });

  const bad = (change: (table: string[][]) => void): string[][] => {
    const table = rows(50);
    change(table);
    return table;
  };
  const header = ["time_s", ...columns];

  it.each([
    [
      "a missing pod",
      () =>
        folder(
          rows(50),
          header.map((h) => h.replace("right_thigh_acc_y", "other")),
        ),
      /imu\.csv\.gz: column right_thigh_acc_y_mps2 is missing/,
    ],
    [
      "a value that is no number",
      () =>
        folder(
          bad((t) => {
            (t[9] as string[])[3] = "abc";
          }),
        ),
      /imu\.csv\.gz: line 11, column pelvis_acc_z_mps2: "abc" is not a number/,
    ],
    [
      "an empty cell",
      () =>
        folder(
          bad((t) => {
            (t[9] as string[])[18] = "";
          }),
        ),
      /line 11, column .*: "" is not/,
    ],
    [
      "a short line",
      () =>
        folder(
          bad((t) => {
            (t[9] as string[]).length = 4;
          }),
        ),
      /line 11, column pelvis_gyr_x/,
    ],
    [
      "a gap in time",
      () =>
        folder(
          bad((t) => {
            t.splice(20, 5);
          }),
        ),
      /line 22: 0\.0300 s after the line before, but runner\.json says 200 Hz/,
    ],
    ["no samples", () => folder([]), /holds no samples/],
    [
      "no sample rate",
      () => folder(rows(50), header, { runner: 1 }),
      /runner\.json: sample_rate_hz/,
    ],
    [
      "a negative speed",
      () =>
        folder(rows(50), header, {
          ...runner,
          segments: [{ start_s: 1, end_s: 2, belt_speed_mps: -1 }],
        }),
      /runner\.json: segments\.0\.belt_speed_mps/,
    ],
  ] as const)("refuses %s and says where", async (_what, make, message) => {
    await make();
    const failure = await read().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ImportError);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message).not.toContain("\n");
  });

  it("refuses a folder that is not there, and a file that is no gzip or no JSON", async () => {
    await expect(
      readTreadmillSession(join(directory, "gone"), { seed: 1, title: null }),
    ).rejects.toThrow(/gone: no such folder$/);
    await mkdir(join(directory, "other"));
    await expect(
      readTreadmillSession(join(directory, "other"), { seed: 1, title: null }),
    ).rejects.toThrow(
      /other: not a treadmill-run folder: runner\.json is missing \(needs imu\.csv\.gz and runner\.json\)/,
    );
    await folder();
    await writeFile(join(directory, "imu.csv.gz"), "time_s,…");
    await expect(read()).rejects.toThrow(/imu\.csv\.gz: cannot be unpacked/);
    await writeFile(join(directory, "runner.json"), "{");
    await expect(read()).rejects.toThrow(/runner\.json: not JSON/);
  });
});
