import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { packageFile } from "./package-file.ts";

const ending = ".json";

/** A folder of JSON files that come with Hipline, each asked for by its name without the ending. */
export class ShippedFiles {
  readonly #folder: string;

  /** @param folder within the package. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** In the order of the alphabet. */
  async names(): Promise<string[]> {
    const files = await readdir(packageFile(this.#folder));
    return files
      .filter((file) => file.endsWith(ending))
      .map((file) => file.slice(0, -ending.length))
      .sort();
  }

  path(name: string): string {
    return packageFile(join(this.#folder, name + ending));
  }
}
