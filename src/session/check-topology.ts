import { UserError } from "../config/user-error.ts";
import { placementNames } from "../model/placement-names.ts";
import type { SessionHeader } from "../model/session-header.ts";

/**
 * @param where what is named as the place: the session's file.
 * @throws UserError where the session has no pelvis pod, on which every derived value rests.
 */
export function checkTopology(where: string, { pods }: SessionHeader): void {
  if (pods.some((pod) => pod.placement === "pelvis")) return;
  const found = pods.map((pod) => placementNames[pod.placement]).join(", ");
  throw new UserError(`${where}: the session has no pelvis pod, only ${found}`, {
    hint: "Angles and stance times rest on the pelvis pod. `hipline inspect` shows what is in the file.",
  });
}
