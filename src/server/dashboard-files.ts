import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

/** One file of the page, ready to be sent. */
export interface DashboardFile {
  readonly body: Buffer;
  readonly contentType: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/**
 * The built dashboard, held in memory: a rebuild in the middle of a run can neither break a request nor
 * take away files that an open page still needs. Only regular files found inside the folder exist, so
 * that no path can lead out of it.
 */
export class DashboardFiles {
  readonly #folder: string;
  readonly #files = new Map<string, DashboardFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads the folder. What cannot be read is left out, and what was read earlier stays. */
  async load(): Promise<void> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const body = await readFile(path).catch(() => null);
      if (body === null) continue;
      const contentType = contentTypes[extname(path)] ?? "application/octet-stream";
      this.#files.set(relative(this.#folder, path).split(sep).join("/"), { body, contentType });
    }
  }

  /** The file at a request's path, "/" being the page itself; looks at the disk again before saying null. */
  async find(requestPath: string): Promise<DashboardFile | null> {
    const name = requestPath === "/" ? "index.html" : requestPath.slice(1);
    if (!this.#files.has(name)) await this.load();
    return this.#files.get(name) ?? null;
  }
}
