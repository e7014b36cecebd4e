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
  keep: (placement: string) => boolean,
  dropFromHeader: boolean,
): Promise<void> {
  const { header, events } = await recordedEvents("runner-18.mcap", 6);
  const kept = header.pods.filter((pod) => keep(pod.placement));
  const ids = new Set(kept.map((pod) => pod.podId));
  const writer = await SessionWriter.create(
    at(name),
    dropFromHeader ? { ...header, pods: kept } : header,
  );
  for (const event of events) {
    if (!("podId" in event) || ids.has(event.podId)) await writer.writeEvent(event);
  }
  await writer.close();
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hipline-bad-"));
  const whole = await readFile(fixturePath("runner-18.mcap"));
  await Promise.all([
    writeFile(at("notes.mcap"), "Dear diary, today I ran.\n"),
    writeFile(at("empty.mcap"), ""),
    writeFile(at("foreign.mcap"), await foreignMcap()),
    writeFile(at("cut.mcap"), whole.subarray(0, 400_000)),
    shortSession("no-pelvis.mcap", (placement) => placement !== "pelvis", true),
    shortSession("silent-thigh.mcap", (placement) => placement !== "leftThigh", false),
    shortSession("short.mcap", () => true, false),
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

  it("replays what a truncated file still holds, says so and ends with 1", async () => {
    const result = await hipline(["replay", at("cut.mcap"), ...max]);
    expect(complaint(result)).toMatch(/cut\.mcap: cut off at byte \d+; readable up to 0:[23]\d/);
    expect(result.stdout).toMatch(/2\.5 m\/s\s+\d\d\s+\d{3} ms/);
  });

  it("inspects what a truncated file still holds, says so and ends with 1", async () => {
    const result = await hipline(["inspect", at("cut.mcap")]);
    expect(complaint(result)).toMatch(/cut off at byte/);
    expect(result.stdout).toContain("/raw/notifications/");
  });

  it("refuses a session without a pelvis pod", async () => {
    const result = await hipline(["replay", at("no-pelvis.mcap"), ...max]);
    expect(complaint(result)).toMatch(
      /no-pelvis\.mcap: the session has no pelvis pod, only leftThigh, rightThigh/,
    );
  });

  it("names a pod of the session that sent nothing", async () => {
    const result = await hipline(["replay", at("silent-thigh.mcap"), ...max]);
    expect(complaint(result)).toMatch(
      /silent-thigh\.mcap: the leftThigh pod \([0-9a-f]{16}\) sent nothing/,
    );
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

  it("does not overwrite a recording", async () => {
    await writeFile(at("mine.mcap"), "precious");
    const result = await hipline(["replay", at("short.mcap"), ...max, "--record", at("mine.mcap")]);
    expect(complaint(result)).toMatch(/mine\.mcap: already exists/);
    expect(await readFile(at("mine.mcap"), "utf8")).toBe("precious");
  });

  it("says what an import needs", async () => {
    expect(complaint(await hipline(["import", at("nowhere"), "--out", at("x.mcap")]))).toMatch(
      /nowhere\/runner\.json: cannot be read \(ENOENT\)/,
    );
  });

  it("ends an undamaged replay with 0", async () => {
    const result = await hipline(["replay", at("short.mcap"), ...max]);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain("Replaying Runner 18");
  });
});
