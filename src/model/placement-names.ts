import type { Placement } from "./pod.ts";

/** A placement as people write it, within a sentence. */
export const placementNames: Readonly<Record<Placement, string>> = {
  pelvis: "pelvis",
  leftThigh: "left thigh",
  rightThigh: "right thigh",
};
