import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url));

/** A file to plant: its path from the root, and its lines. */
export interface Plant {
  readonly file: string;
  readonly lines: readonly string[];
}

/** One complaint of the linter about a planted line. */
export interface Complaint {
  readonly file: string;
  readonly line: string;
  readonly message: string;
}

/** Plants files into a copy of the configuration, lints them, and returns what one rule ("group/name") or plugin ("plugin") complains about, in the order of the lines. */
export async function lintPlanted(plants: readonly Plant[], rule: string): Promise<Complaint[]> {
  const root = await mkdtemp(path.join(tmpdir(), "hipline-layers-"));
  try {
    const copied = ["biome.json", "test/layers/no-random.grit", ".gitignore", "package.json"];
    for (const file of copied) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await cp(path.join(repositoryRoot, file), path.join(root, file));
    }
    for (const { file, lines } of plants) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), `${lines.join("\n")}\n`);
    }
    const linesOf = new Map(plants.map(({ file, lines }) => [file, lines]));
    const wanted = rule === "plugin" ? rule : `lint/${rule}`;
    return (await lint(root))
      .filter(({ category }) => category === wanted)
      .sort((a, b) => a.location.start.line - b.location.start.line)
      .map(({ message, location: { path: file, start } }) => ({
        file,
        message,
        line: linesOf.get(file)?.[start.line - 1] ?? "",
      }));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

interface Diagnostic {
  readonly category: string;
  readonly message: string;
  /** `line` counts from 1. */
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

async function lint(root: string): Promise<Diagnostic[]> {
  const biome = path.join(repositoryRoot, "node_modules/@biomejs/biome/bin/biome");
  const args = ["lint", "--reporter=json", "--max-diagnostics=none", "--colors=off", "src"];
  const { stdout } = await promisify(execFile)(process.execPath, [biome, ...args], {
    cwd: root,
    maxBuffer: 64 * 2 ** 20,
  }).catch((error: { stdout: string; stderr: string; code: unknown }) => {
    // Exit code 1 is how biome says that it found something.
    if (error.code !== 1) throw new Error(`biome did not run: ${error.stderr}`);
    return error;
  });
  return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}
