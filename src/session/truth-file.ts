import { type FileHandle, rm } from "node:fs/promises";
import { UserError } from "../config/user-error.ts";
import type { TrueAngles } from "../kernels/simulation/body-motion.ts";
import { openForWriting } from "../recording/open-for-writing.ts";
import type { Simulation } from "../transport/simulated/simulation.ts";

/** Version of the file's layout; docs/truth.md. */
const truthVersion = 1;

/** True angles are written so many times a second. */
const angleRateHz = 100;

/** Lines are handed to the file in pieces of at least this many characters. */
const pieceLength = 64 * 1024;
/** Above this many characters waiting, whoever makes them should wait too. */
const maxPendingLength = 4 * 1024 * 1024;

/** @throws UserError where the name is that of another kind of file, such as the session file of the same run. */
export function checkTruthFileName(path: string): void {
  if (path.endsWith(".jsonl")) return;
  throw new UserError(`${path}: the name of a truth file must end in .jsonl`, {
    hint: `For example ${path}.jsonl`,
  });
}

/** Writes what a simulated runner really does, as JSON lines (docs/truth.md), while the session goes on. */
export class TruthFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #motion: Simulation["motion"];
  #untilS = 0;
  #nextAngles = 0;
  #lines = "";
  #pendingLength = 0;
  #writes: Promise<void> = Promise.resolve();
  #failure: Error | null = null;
  #closing: Promise<void> | null = null;

  private constructor(path: string, handle: FileHandle, { scenario, motion }: Simulation) {
    this.path = path;
    this.#handle = handle;
    this.#motion = motion;
    const { name, seed } = scenario;
    this.#add({ kind: "truth", version: truthVersion, scenario: name, seed, angleRateHz });
  }

  /** @throws SessionFileError where the file cannot be created. */
  static async create(
    path: string,
    simulation: Simulation,
    { overwrite }: { readonly overwrite: boolean },
  ): Promise<TruthFile> {
    return new TruthFile(path, await openForWriting(path, overwrite), simulation);
  }

  /** Why nothing more could be written; null = all is well. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Writes what is true up to a session time, s, which only grows. */
  advance(toS: number): void {
    if (this.#failure !== null || this.#closing !== null) return;
    for (; this.#nextAngles / angleRateHz < toS; this.#nextAngles += 1) {
      this.#add({
        kind: "angles",
        ...rounded(this.#motion.anglesAt(this.#nextAngles / angleRateHz)),
      });
    }
    for (const stance of this.#motion.stances(this.#untilS, toS)) {
      const { initialContactS, toeOffS } = stance;
      this.#add({
        kind: "stance",
        ...stance,
        initialContactS: tenThousandths(initialContactS),
        toeOffS: tenThousandths(toeOffS),
      });
    }
    this.#untilS = Math.max(this.#untilS, toS);
  }

  /** Null while the file keeps up; otherwise resolves when it has caught up, or has failed. */
  caughtUp(): Promise<void> | null {
    return this.#pendingLength > maxPendingLength ? this.#writes : null;
  }

  /** Writes what is waiting and closes the file; a second call does nothing more. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  /** Takes the file away again: nothing has come that it could hold. */
  async discard(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
  }

  async #finish(): Promise<void> {
    this.#flush();
    await this.#writes;
    await this.#handle.close();
  }

  #add(line: object): void {
    this.#lines += `${JSON.stringify(line)}\n`;
    if (this.#lines.length >= pieceLength) this.#flush();
  }

  #flush(): void {
    const piece = this.#lines;
    this.#lines = "";
    this.#pendingLength += piece.length;
    this.#writes = this.#writes.then(() => this.#write(piece));
  }

  async #write(piece: string): Promise<void> {
    try {
      // After a failure the file ends where it failed.
      if (this.#failure === null) await this.#handle.appendFile(piece);
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#pendingLength -= piece.length;
    }
  }
}

/** Angles to a ten-thousandth of a degree: more is not worth the room. */
function rounded(angles: TrueAngles): Record<string, number> {
  return Object.fromEntries(
    Object.entries(angles).map(([name, value]: [string, number]) => [
      name,
      name === "timeS" ? value : tenThousandths(value),
    ]),
  );
}

function tenThousandths(value: number): number {
  // Adding 0 takes the sign from what rounds to -0.
  return Math.round(value * 1e4) / 1e4 + 0;
}
