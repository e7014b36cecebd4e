import { homedir } from "node:os";
import { type PlatformPath, posix, win32 } from "node:path";

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

/** What operating systems keep apart: what a person writes, and what a program writes for itself. */
const kinds = {
  config: { windows: ["APPDATA", "Roaming"], xdg: ["XDG_CONFIG_HOME", ".config"] },
  state: { windows: ["LOCALAPPDATA", "Local"], xdg: ["XDG_STATE_HOME", ".local/state"] },
} as const;

/** A folder, and how paths in it are written. */
export interface PersonalFolder {
  readonly folder: string;
  readonly paths: PlatformPath;
}

/**
 * Hipline's own folder where the operating system wants files of a kind. On Linux that is the XDG Base Directory Specification's, which
 * tells programs to ignore a relative variable.
 */
export function personalFolder(
  kind: keyof typeof kinds,
  { platform, environment, homeDirectory }: PersonalHome,
): PersonalFolder {
  const { windows, xdg } = kinds[kind];
  switch (platform) {
    case "win32": {
      const [variable, usual] = windows;
      const parent = environment[variable] || win32.join(homeDirectory, "AppData", usual);
      return { folder: win32.join(parent, "hipline"), paths: win32 };
    }
    case "darwin": {
      const folder = posix.join(homeDirectory, "Library", "Application Support", "hipline");
      return { folder, paths: posix };
    }
    default: {
      const [variable, usual] = xdg;
      const asked = environment[variable] ?? "";
      const parent = posix.isAbsolute(asked) ? asked : posix.join(homeDirectory, usual);
      return { folder: posix.join(parent, "hipline"), paths: posix };
    }
  }
}
