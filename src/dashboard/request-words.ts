import { entryText, formatClock } from "./format.ts";
import type { PageRequest, RequestState } from "./requests.ts";

/** What was asked for, in a few words. */
function requestText(request: PageRequest): string {
  switch (request.type) {
    case "entry": {
      const { entry, painLevel = null, effortLevel = null } = request;
      return entryText({ entry, painLevel, effortLevel });
    }
    case "acknowledge":
      return "Alert acknowledged";
    case "clear":
      return "Pain alert cleared";
    case "resetBaseline":
      return "Baseline begun anew";
  }
}

/** How far a request is: "Pain 3 of 10: sending…". */
export function requestStatus(state: RequestState): string {
  const what = requestText(state.request);
  if (state.phase === "sending") return `${what}: sending…`;
  const verb = state.request.type === "entry" ? "entered " : "";
  if (state.phase === "done") return `${what}: ${verb}${formatClock(state.atS)}`;
  if (state.isUnsure) return `${what}: not confirmed, ${state.why}${whereToLook(state.request)}.`;
  const not = state.request.type === "entry" ? "not entered" : "not done";
  return `${what}: ${not}, ${state.why}.`;
}

/** Trying again blindly would enter it twice. */
function whereToLook({ type }: PageRequest): string {
  return type === "entry" ? ": look whether it is in the list" : "";
}
