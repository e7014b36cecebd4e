import { describe, expect, it } from "vitest";
import { runInspect } from "../../src/session/run-inspect.ts";
import { exampleEvents, temporaryFolder, writeSession } from "../recording/example-session.ts";
import { capturedContext } from "../support/captured-context.ts";

const inFolder = temporaryFolder();

describe("hipline inspect", () => {
  it("lists the sensors beside the pods, known and not", async () => {
    const file = inFolder("sensors.mcap");
    await writeSession(file, exampleEvents);
    const context = capturedContext();
    expect(await runInspect({ file, json: false }, context)).toBe(0);
    const start = context.printed.findIndex((line) => line.startsWith("sensor "));
    const rows = context.printed.slice(start, start + 5).map((line) => line.split(/ {2,}/));
    expect(rows).toEqual([
      ["sensor", "kind", "id", "notifications", "received"],
      ["Chest belt", "heart rate", "c0:ff:ee:00:00:01", "1", "2.52 to 2.52 s"],
      ["Treadmill", "treadmill", "TM-77.1", "1", "2.53 to 2.53 s"],
      ["not in the header", "not in the header", "1", "2.54 to 2.54 s"],
      [""],
    ]);
  });
});
