import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { McapWriter } from "@mcap/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SessionWriter } from "../../src/recording/session-writer.ts";
import { type Finished, hipline } from "../support/hipline-process.ts";
import { recordedEvents } from "../support/recorded-events.ts";
import { fixturePath } from "../support/run-recording.ts";

let directory: string;
const at = (name: string): string => join(directory, name);

/** An MCAP file that some other program might have written. */
async function foreignMcap(): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let position = 0n;
  const writer = new McapWriter({
    writable: {
      position: () => position,
      write: async (bytes) => {
        parts.push(bytes.slice());
        position += BigInt(bytes.length);
      },
    },
  });
  await writer.start({ profile: "ros2", library: "another" });
  await writer.end();
  return Buffer.concat(parts);
}

/** The first seconds of a shipped recording without what `keep` refuses. */
async function shortSession(
  name: string,
  keep: (placement: string, arrivalTimeS: number) => boolean,
  dropFromHeader: boolean,
): Promise<void> {
  const { header, events } = await recordedEvents("runner-18.mcap", 6);
  const kept = header.pods.filter((pod) => keep(pod.placement, 0));
  const placements = new Map(header.pods.map((pod) => [pod.podId, pod.placement]));
  const writer = await SessionWriter.create(
    at(name),
    dropFromHeader ? { ...header, pods: kept } : header,
  );
  for (const event of events) {
    const placement = "podId" in event ? placements.get(event.podId) : undefined;
    if (placement !== undefined && !keep(placement, event.arrivalTimeS)) continue;
    await writer.writeEvent(event);
  }
  await writer.close();
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hipline-bad-"));
  const whole = await readFile(fixturePath("runner-18.mcap"));
  await Promise.all([
    writeFile(at("notes.mcap"), "Dear diary, today I ran.\n"),
    writeFile(at("run.json"), '{"stages":[{"atS":0,"gait":"standing"}]}'),
    writeFile(at("empty.mcap"), ""),
    writeFile(at("foreign.mcap"), await foreignMcap()),
    writeFile(at("cut.mcap"), whole.subarray(0, 400_000)),
    shortSession("no-pelvis.mcap", (placement) => placement !== "pelvis", true),
    shortSession("silent-thigh.mcap", (placement) => placement !== "leftThigh", false),
    shortSession("short.mcap", () => true, false),
    shortSession("died.mcap", (placement, timeS) => placement !== "pelvis" || timeS < 3, false),
  ]);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const max = ["--speed", "max", "--no-serve"];

/** The one line that says what and where; a hint may follow it, indented. */
function complaint({ code, stderr }: Finished): string {
  expect(code).toBe(1);
  const lines = stderr
    .trimEnd()
    .split("\n")
    .filter((line) => !/^(\d+:\d\d \/|reading )/.test(line));
  expect(lines.slice(1).every((line) => line.startsWith("  "))).toBe(true);
  expect(stderr).not.toMatch(/unexpected error|\n {4}at /);
  return lines[0] ?? "";
}

describe("bad input to the command line", () => {
  it.each([
    ["replay", "notes.mcap", /notes\.mcap: .*not an MCAP file/],
    ["inspect", "notes.mcap", /notes\.mcap: .*not an MCAP file/],
    ["replay", "empty.mcap", /empty\.mcap: .*empty/],
    ["replay", "foreign.mcap", /foreign\.mcap: .*ros2/],
    ["inspect", "foreign.mcap", /foreign\.mcap: .*ros2/],
    ["replay", "gone.mcap", /gone\.mcap: .*(not found|does not exist|no such file)/i],
    ["replay", ".", /: .*directory/],
  ] as const)("%s %s says what is wrong", async (command, file, message) => {
    const args = command === "replay" ? max : [];
    expect(complaint(await hipline([command, at(file), ...args]))).toMatch(message);
  });

  it("says how a scenario is played that is given as a recording", async () => {
    const result = await hipline(["replay", at("run.json"), ...max]);
    expect(complaint(result)).toMatch(/run\.json: .*not an MCAP file/);
    expect(result.stderr).toMatch(/`hipline simulate --scenario .*run\.json`/);
  });

  it("replays what a truncated file still holds, says so and ends with 1", async () => {
    const result = await hipline(["replay", at("cut.mcap"), ...max]);
    expect(complaint(result)).toMatch(/cut\.mcap: cut off at byte \d+; readable up to 0:[23]\d/);
    expect(result.stdout).toMatch(/2\.5 m\/s\s+\d\d \/ \d\d\s+\d{3} ms/);
  });

  it("inspects what a truncated file still holds, says so and ends with 1", async () => {
    const result = await hipline(["inspect", at("cut.mcap")]);
    expect(complaint(result)).toMatch(/cut off at byte/);
    expect(result.stdout).toContain("/raw/notifications/");
  });

  it("refuses a session without a pelvis pod", async () => {
    const result = await hipline(["replay", at("no-pelvis.mcap"), ...max]);
    expect(complaint(result)).toMatch(
      /no-pelvis\.mcap: the session has no pelvis pod, only left thigh, right thigh/,
    );
  });

  it("names a pod of the session that sent nothing", async () => {
    const result = await hipline(["replay", at("silent-thigh.mcap"), ...max]);
    expect(complaint(result)).toMatch(
      /silent-thigh\.mcap: the left thigh pod \([0-9a-f]{16}\) sent nothing/,
    );
  });

  it("says since when a pod that died is silent, and ends with 1", async () => {
    const result = await hipline(["replay", at("died.mcap"), ...max]);
    expect(complaint(result)).toMatch(
      /died\.mcap: the pelvis pod \([0-9a-f]{16}\) silent since 0:0[23] \([34] s\)/,
    );
    expect(result.stdout).toMatch(/^pelvis pod: silent since 0:0[23] \([34] s\), \d+ samples, /m);
    expect(result.stdout).toMatch(/^alert, 0:03 to the end: The pelvis pod /m);
  });

  it("refuses a port that was asked for, by flag or environment, and is in use", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    try {
      for (const environment of [{}, { HIPLINE_PORT: `${port}` }]) {
        const flag = "HIPLINE_PORT" in environment ? [] : ["--port", `${port}`];
        const result = await hipline(
          ["replay", at("short.mcap"), "--speed", "max", ...flag],
          environment as Record<string, string>,
        );
        expect(complaint(result)).toMatch(new RegExp(`port ${port} is .*in use`));
      }
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it("leaves no file behind where it cannot listen", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const flags = ["--port", `${port}`, "--record", at("never.mcap")];
      complaint(await hipline(["replay", at("short.mcap"), ...flags]));
      expect(existsSync(at("never.mcap"))).toBe(false);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it("does not overwrite a recording unless told to", async () => {
    await writeFile(at("mine.mcap"), "precious");
    const record = ["replay", at("short.mcap"), ...max, "--record", at("mine.mcap")];
    const refused = await hipline(record);
    expect(complaint(refused)).toMatch(/mine\.mcap: already exists/);
    expect(refused.stderr).toContain("--force");
    expect(await readFile(at("mine.mcap"), "utf8")).toBe("precious");
    const { code, stdout } = await hipline([...record, "--force"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Recorded to .*mine\.mcap \(\d+\.\d+ [kM]B\)$/m);
    expect((await hipline(["inspect", at("mine.mcap")])).code).toBe(0);
  });

  it.each([
    [".", /: is a directory/],
    ["notes.txt", /notes\.txt: the name of a session file must end in \.mcap/],
    ["short.mcap", /short\.mcap: is the recording that is being read/],
    ["no/such/folder.mcap", /folder\.mcap: .*folder does not exist/],
  ])("refuses to record to %s", async (name, message) => {
    const flags = [...max, "--force", "--record", at(name)];
    expect(complaint(await hipline(["replay", at("short.mcap"), ...flags]))).toMatch(message);
  });

  it("says what an import needs", async () => {
    expect(complaint(await hipline(["import", at("nowhere"), "--out", at("x.mcap")]))).toMatch(
      /nowhere: no such folder/,
    );
  });

  it("prints no dashboard address with --speed max, unless one was asked for", async () => {
    const unasked = await hipline(["replay", at("short.mcap"), "--speed", "max"]);
    expect(unasked.code).toBe(0);
    expect(unasked.stdout).not.toContain("Dashboard");
    const flags = ["--speed", "max", "--port", "0", "--exit"];
    const asked = await hipline(["replay", at("short.mcap"), ...flags]);
    expect(asked.stdout).toMatch(/^Dashboard: http/m);
  });

  it("ends an undamaged replay with 0", async () => {
    const result = await hipline(["replay", at("short.mcap"), ...max]);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain("Replaying Runner 18");
  });
});
