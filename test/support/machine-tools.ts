import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";

/** A program on this machine that the tests need and npm cannot bring along. */
export interface MachineTool {
  /** What it is, as it appears in messages. */
  readonly name: string;
  /** Where it is; null where it is missing. */
  find(): string | null;
  /** Debian packages that bring it. */
  readonly debianPackages: readonly string[];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of `names` that the PATH holds; an absolute path stands for itself. */
function findProgram(names: readonly (string | undefined)[]): string | null {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  for (const name of names) {
    if (name === undefined || name === "") continue;
    const candidates = path.isAbsolute(name) ? [name] : folders.map((dir) => path.join(dir, name));
    const found = candidates.find(isExecutable);
    if (found !== undefined) return found;
  }
  return null;
}

export const chromium: MachineTool = {
  name: "Chromium",
  find: () =>
    findProgram([
      process.env.CHROMIUM_PATH,
      "/usr/bin/chromium",
      "chromium",
      "chromium-browser",
      "google-chrome",
      "google-chrome-stable",
    ]),
  debianPackages: ["chromium"],
};

export const cCompiler: MachineTool = {
  name: "a C compiler",
  find: () => findProgram([process.env.CC, "cc", "gcc", "clang"]),
  debianPackages: ["gcc", "libc6-dev"],
};

/** The command that brings a tool to a Debian machine. */
export function installCommand(tool: MachineTool): string {
  const packages = tool.debianPackages.join(" ");
  return `apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${packages}`;
}

/**
 * Makes sure that `tool` is there: as root on Debian it is installed, after saying so through
 * `announce`. Returns what is wrong, in one line, or null.
 */
export function provide(tool: MachineTool, announce: (line: string) => void): string | null {
  if (tool.find() !== null) return null;
  const command = installCommand(tool);
  const mayInstall = existsSync("/etc/debian_version") && process.getuid?.() === 0;
  if (!mayInstall) return `${tool.name} is missing; on Debian, as root: ${command}`;
  announce(`${tool.name} is missing, installing it: ${command}`);
  try {
    execFileSync("/bin/sh", ["-c", command], { stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    return `${tool.name} is missing and could not be installed: ${stderr?.toString().trim() ?? error}`;
  }
  return tool.find() === null ? `${tool.name} is missing even after ${command}` : null;
}
