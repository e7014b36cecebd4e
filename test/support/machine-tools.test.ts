import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cCompiler, chromium, installCommand } from "./machine-tools.ts";

describe("finding the programs that the tests need", () => {
  let folder = "";

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "hipline-tools-"));
    vi.stubEnv("PATH", `/no/such/folder${path.delimiter}${folder}`);
    vi.stubEnv("CC", undefined);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  async function plant(name: string, mode: number): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, "#!/bin/sh\n");
    await chmod(file, mode);
    return file;
  }

  it("prefers CHROMIUM_PATH", async () => {
    const file = await plant("my-chromium", 0o755);
    vi.stubEnv("CHROMIUM_PATH", file);
    expect(chromium.find()).toBe(file);
  });

  it("searches the PATH in order of preference", async () => {
    const gcc = await plant("gcc", 0o755);
    expect(cCompiler.find()).toBe(gcc);
    const cc = await plant("cc", 0o755);
    expect(cCompiler.find()).toBe(cc);
    const clang = await plant("clang", 0o755);
    vi.stubEnv("CC", "clang");
    expect(cCompiler.find()).toBe(clang);
  });

  it("does not take a file that cannot be run", async () => {
    const file = await plant("cc", 0o644);
    vi.stubEnv("CC", file);
    expect(cCompiler.find()).toBeNull();
  });

  it("says exactly what to install", () => {
    expect(installCommand(cCompiler)).toBe(
      "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends gcc libc6-dev",
    );
  });
});
