import type { Placement } from "../model/pod.ts";

/** Words for the runner and the coach. */
export const placementNames: Readonly<Record<Placement, string>> = {
  pelvis: "pelvis",
  leftThigh: "left thigh",
  rightThigh: "right thigh",
};
