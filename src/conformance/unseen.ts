import type { RequirementId } from "./requirements.ts";

/** Why some requirements are not looked at. */
const reasons: Partial<Record<RequirementId, string>> = {
  "HP-003": "this host merges advertising packet and scan response: use a sniffer",
  "HP-007": "50 ppm take an hour over a radio link: compare the clock with a counter on the bench",
  "HP-012": "needs somebody to switch the pod off and on: read the placement before and after",
  "HP-014": "needs somebody to switch the pod off and on: the bootId of the status must differ",
  "HP-020": "needs somebody to hold the pod upright and still",
  "HP-027": "a loss inside the pod cannot be caused from outside",
  "HP-028": "needs gravity in known directions and a turntable",
  "HP-031": "this host always offers an ATT_MTU of 256",
  "HP-033": "this host answers requests for connection parameters by itself",
  "HP-046": "takes ten minutes without a link: look whether it advertises unconfigured then",
  "HP-054": "needs a radio that is silent for longer than a second without losing the link",
  "HP-072": "takes thirty minutes without a link: look whether it still advertises then",
};

/** @throws Error where a requirement has neither a check nor a reason: a defect of this program. */
export function unseen(id: RequirementId): string {
  const reason = reasons[id];
  if (reason === undefined) throw new Error(`${id} has neither a check nor a reason`);
  return reason;
}
