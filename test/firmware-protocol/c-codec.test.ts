import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import { podChannels } from "../../src/model/transport-event.ts";
import { packetLine, plainPacket } from "./plain-packet.ts";
import {
  decodeSent,
  hexFromBytes,
  loadVectors,
  protocolFolder,
  type Sent,
  type Vector,
} from "./vectors.ts";

const strictFlags = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"];
const sanitizeFlags = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
const missingCompiler =
  "No C compiler found (tried cc, gcc and clang): the reference codec of firmware-protocol/c " +
  "cannot be checked. Install one, for example: apt-get install gcc libc6-dev (Debian, Ubuntu), " +
  "xcode-select --install (macOS).";

const vectors = loadVectors();
const folder = mkdtempSync(join(tmpdir(), "hipline-c-codec-"));
const sources = ["hipline_pod.c", "hipline_pod_test.c"].map((name) =>
  fileURLToPath(new URL(`c/${name}`, protocolFolder)),
);
let compiler = "";
let plainProgram = "";

beforeAll(() => {
  const found = ["cc", "gcc", "clang"].find(
    (name) => spawnSync(name, ["--version"], { encoding: "utf8" }).status === 0,
  );
  if (found === undefined) {
    throw new Error(missingCompiler);
  }
  compiler = found;
  plainProgram = compile("plain", ["-O2", ...strictFlags]);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("C reference codec", () => {
  it("reads and writes every vector as stated", () => {
    const { stdout, status } = run(plainProgram, vectorLines());
    expect(stdout).toBe(`${vectors.length} vectors, 0 failed\n`);
    expect(status).toBe(0);
  });

  it("reports a vector that does not hold", () => {
    const { stdout, status } = run(plainProgram, "pod\tsamples\t-\tfault packet-too-long 0\t-\n");
    expect(stdout).toContain("expected fault packet-too-long 0");
    expect(status).toBe(1);
  });

  it("has a committed vectors.txt that is up to date, for those without Node", async () => {
    await expect(vectorLines()).toMatchFileSnapshot(
      fileURLToPath(new URL("c/vectors.txt", protocolFolder)),
    );
  });

  it("agrees with the TypeScript codec on random and on damaged packets", () => {
    const cases = randomCases(4000);
    expectAgreement(plainProgram, cases);
    // Damage must not be so heavy that only the first checks are ever reached.
    const packets = cases.filter((one) => decodeSent(one).kind !== "packetFault");
    expect(packets.length).toBeGreaterThan(cases.length / 10);
    expect(packets.length).toBeLessThan(cases.length * 0.9);
  });

  it("agrees on every vector cut at every length", () => {
    expectAgreement(
      plainProgram,
      vectors.flatMap((vector) =>
        Array.from(vector.bytes, (_, length) =>
          sentInstead(vector, vector.bytes.subarray(0, length)),
        ),
      ),
    );
  });

  it("does nothing undefined, as far as the address and undefined behaviour sanitizers see", (context) => {
    if (!sanitizersWork()) {
      context.skip(`${compiler} cannot link -fsanitize=address,undefined on this machine`);
    }
    const program = compile("sanitized", ["-O1", ...sanitizeFlags, ...strictFlags]);
    const { stdout, stderr, status } = run(program, vectorLines());
    expect(stderr).toBe("");
    expect(stdout).toBe(`${vectors.length} vectors, 0 failed\n`);
    expect(status).toBe(0);
    expectAgreement(program, randomCases(2000));
  }, 60_000);
});

/** Other bytes, sent the same way. */
function sentInstead(sent: Sent, bytes: Uint8Array): Sent {
  return sent.from === "central"
    ? { from: sent.from, channel: sent.channel, bytes }
    : { from: sent.from, channel: sent.channel, bytes };
}

/** Random bytes on random characteristics, and vectors with a few bytes changed, cut or added; the same on every run. */
function randomCases(count: number): readonly Sent[] {
  const bytes = fc.uint8Array({ maxLength: 60 });
  const noise = fc.oneof(
    fc.record({
      from: fc.constant("pod" as const),
      channel: fc.constantFrom(...podChannels),
      bytes,
    }),
    fc.record({
      from: fc.constant("central" as const),
      channel: fc.constantFrom("control" as const, "timeExchange" as const),
      bytes,
    }),
  );
  const damaged = fc
    .record({
      vector: fc.constantFrom(...vectors),
      changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      keptPart: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1 })),
      tail: fc.oneof({ weight: 6, arbitrary: fc.constant([]) }, fc.array(fc.nat(255))),
    })
    .map(({ vector, changes, keptPart, tail }): Sent => {
      const bytes = Uint8Array.from(vector.bytes);
      for (const [at, value] of bytes.length === 0 ? [] : changes) {
        bytes[at % bytes.length] = value;
      }
      const kept = bytes.subarray(0, Math.floor(keptPart * bytes.length));
      return sentInstead(vector, Uint8Array.of(...kept, ...tail));
    });
  const cases = fc.oneof({ weight: 1, arbitrary: noise }, { weight: 3, arbitrary: damaged });
  return fc.sample(cases, { numRuns: count, seed: 20_261_123 });
}

function expectAgreement(program: string, cases: readonly Sent[]): void {
  const { stdout, stderr, status } = run(program, cases.map(inputLine).join("\n"));
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const lines = stdout.split("\n");
  expect(lines.length).toBe(cases.length + 1);
  for (const [at, one] of cases.entries()) {
    const [decoded, encoded] = (lines[at] as string).split("\t");
    const expected = typescriptResult(one);
    expect(decoded, inputLine(one)).toBe(expected.decoded);
    if (expected.encoded !== null) {
      expect(encoded, inputLine(one)).toBe(expected.encoded);
    }
  }
}

function typescriptResult(sent: Sent) {
  const result = decodeSent(sent);
  return result.kind === "packetFault"
    ? { decoded: `fault ${result.code} ${result.offset}`, encoded: null }
    : {
        decoded: packetLine(plainPacket(result)),
        encoded: hexFromBytes(encodePacket(result)),
      };
}

/** The vectors in the form that the C test program compares. */
function vectorLines(): string {
  const head = "# Made from firmware-protocol/vectors/*.json by npm test. Do not edit.";
  return [head, ...vectors.flatMap((v) => [`# ${v.file}: ${v.name}`, vectorLine(v)]), ""].join(
    "\n",
  );
}

function vectorLine(vector: Vector): string {
  const hex = hexFromBytes(vector.bytes);
  const [result, encoded] =
    vector.packet === undefined
      ? [`fault ${vector.fault?.code} ${vector.fault?.offset}`, vector.answeredWith ?? "-"]
      : [packetLine(vector.packet), vector.encodedAs ?? hex];
  return [inputLine(vector), result, encoded].join("\t");
}

function inputLine({ from, channel, bytes }: Sent): string {
  return `${from}\t${channel}\t${bytes.length === 0 ? "-" : hexFromBytes(bytes)}`;
}

function compile(name: string, flags: readonly string[]): string {
  const program = join(folder, name);
  const built = spawnSync(compiler, [...flags, "-o", program, ...sources], { encoding: "utf8" });
  if (built.status !== 0) {
    throw new Error(`${compiler} ${flags.join(" ")} failed:\n${built.stderr}`);
  }
  return program;
}

/** Whether a program that does nothing can be built with the sanitizers: their libraries may be missing. */
function sanitizersWork(): boolean {
  const program = join(folder, "probe");
  const probe = spawnSync(compiler, [...sanitizeFlags, "-x", "c", "-", "-o", program], {
    input: "int main(void) { return 0; }\n",
  });
  return probe.status === 0 && spawnSync(program).status === 0;
}

function run(program: string, input: string) {
  return spawnSync(program, [], { input, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
}
