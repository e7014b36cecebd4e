import { textOption } from "./option.ts";

/** Where it is kept what earlier sessions were like. */
export function historyOptionTable() {
  return {
    "runner-store": textOption({
      valueName: "DIR",
      description:
        "folder that what is kept of sessions lies in, one folder per runner; with it, sessions of --virtual are kept, too",
      env: "HIPLINE_RUNNER_STORE",
      fallback: null,
      fallbackText: "hipline/runners in your state folder",
    }),
  };
}
