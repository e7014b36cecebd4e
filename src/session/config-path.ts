import { ownHome, type PersonalHome, personalFolder } from "./personal-folder.ts";

/** Where the config is, unless another file is asked for. */
export function usualConfigPath(home: PersonalHome = ownHome()): string {
  const { folder, paths } = personalFolder("config", home);
  return paths.join(folder, "config.json");
}
