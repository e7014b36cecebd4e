import { homedir } from "node:os";
import { posix, win32 } from "node:path";

/** What says where a person's files are. */
export interface PersonalHome {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The person's own folder. */
  readonly homeDirectory: string;
}

/** Of the person who runs this process. */
export function ownHome(): PersonalHome {
  return { platform: process.platform, environment: process.env, homeDirectory: homedir() };
}

/**
 * Where the config is, unless another file is asked for: in the folder where the operating system wants such files. On Linux that is
 * the XDG Base Directory Specification's, which tells programs to ignore a relative XDG_CONFIG_HOME.
 */
export function usualConfigPath(home: PersonalHome = ownHome()): string {
  const { platform, environment, homeDirectory } = home;
  switch (platform) {
    case "win32": {
      const roaming = environment.APPDATA || win32.join(homeDirectory, "AppData", "Roaming");
      return win32.join(roaming, "hipline", "config.json");
    }
    case "darwin":
      return posix.join(homeDirectory, "Library", "Application Support", "hipline", "config.json");
    default: {
      const asked = environment.XDG_CONFIG_HOME ?? "";
      const folder = posix.isAbsolute(asked) ? asked : posix.join(homeDirectory, ".config");
      return posix.join(folder, "hipline", "config.json");
    }
  }
}
