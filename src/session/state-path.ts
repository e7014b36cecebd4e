import { posix, win32 } from "node:path";
import { ownHome, type PersonalHome } from "./config-path.ts";

/**
 * Where Hipline keeps what it has learned of runners, unless another folder is asked for: where the operating system wants what a
 * program writes for itself. On Linux that is the XDG Base Directory Specification's, which tells programs to ignore a relative
 * XDG_STATE_HOME.
 */
export function usualRunnersFolder(home: PersonalHome = ownHome()): string {
  const { platform, environment, homeDirectory } = home;
  switch (platform) {
    case "win32": {
      const local = environment.LOCALAPPDATA || win32.join(homeDirectory, "AppData", "Local");
      return win32.join(local, "hipline", "runners");
    }
    case "darwin":
      return posix.join(homeDirectory, "Library", "Application Support", "hipline", "runners");
    default: {
      const asked = environment.XDG_STATE_HOME ?? "";
      const folder = posix.isAbsolute(asked) ? asked : posix.join(homeDirectory, ".local", "state");
      return posix.join(folder, "hipline", "runners");
    }
  }
}
