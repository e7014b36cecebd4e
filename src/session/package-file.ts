import { fileURLToPath } from "node:url";

/** Path of a file of the package, seen from src/session and from dist/session alike. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
