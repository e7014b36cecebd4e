import { ownHome, type PersonalHome, personalFolder } from "./personal-folder.ts";

/** Where Hipline keeps what it has learned of runners, unless another folder is asked for. */
export function usualRunnersFolder(home: PersonalHome = ownHome()): string {
  const { folder, paths } = personalFolder("state", home);
  return paths.join(folder, "runners");
}
