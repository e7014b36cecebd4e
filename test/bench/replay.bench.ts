import { readFileSync } from "node:fs";
import { McapIndexedReader } from "@mcap/core";
import { bench, describe } from "vitest";
import { fixturePath, runRecording } from "../support/run-recording.ts";

const path = fixturePath("runner-18.mcap");
const bytes = readFileSync(path);

describe("the shipped recording, 104 s of three pods", () => {
  bench("@mcap/core alone: every message read, nothing done with it", async () => {
    const reader = await McapIndexedReader.Initialize({
      readable: {
        size: async () => BigInt(bytes.length),
        read: async (offset, size) => bytes.subarray(Number(offset), Number(offset + size)),
      },
    });
    let messages = 0;
    for await (const message of reader.readMessages()) messages += message.data.length;
    if (messages === 0) throw new Error("nothing read");
  });

  bench("Hipline: read, decode, align, orient, detect, strides, symmetry", async () => {
    await runRecording(path);
  });
});
