import { UserError } from "../config/user-error.ts";
import { placementNames } from "../model/placement-names.ts";
import type { Placement } from "../model/pod.ts";
import type { NearbyPod } from "./nearby-devices.ts";
import {
  askCandidates,
  type Candidate,
  isPodProblem,
  type PairingTools,
  type WantedPlace,
} from "./pairing-tools.ts";
import { withConnection } from "./short-connection.ts";

/** The LED blinks for so long, s. */
const showS = 20;

const answers: Readonly<Record<string, Placement | "again" | "skip">> = {
  p: "pelvis",
  pelvis: "pelvis",
  l: "leftThigh",
  left: "leftThigh",
  "left thigh": "leftThigh",
  r: "rightThigh",
  right: "rightThigh",
  "right thigh": "rightThigh",
  a: "again",
  again: "again",
  "": "skip",
};

/** Lets one pod after the other blink, the strongest signal first, and asks where it is worn. */
export async function pairByLed(
  pods: readonly NearbyPod[],
  tools: PairingTools,
): Promise<readonly WantedPlace[]> {
  const places: WantedPlace[] = [];
  for (const candidate of await askCandidates(pods, tools)) {
    const open = tools.open.filter((place) => !places.some(({ placement }) => placement === place));
    if (open.length === 0 || tools.context.signal.aborted) break;
    const placement = await placeOf(candidate, open, tools);
    if (placement !== null) places.push({ pod: candidate.pod, placement });
  }
  return places;
}

/** Null = it is none of this runner's pods, or the person has given up. */
async function placeOf(
  candidate: Candidate,
  open: readonly Placement[],
  tools: PairingTools,
): Promise<Placement | null> {
  const { output, input, signal } = tools.context;
  const { podId } = candidate.identification;
  while (await show(candidate, tools)) {
    const places = open.map((placement) => placementNames[placement]).join(", ");
    output.note(
      `${podId} blinks (${candidate.pod.rssiDbm} dBm). Where is it worn: ${places}? ` +
        "p, l or r; a = blink again; Enter = not mine",
    );
    for (;;) {
      const line = await input.line(signal).catch(() => "");
      if (line === null) throw noAnswers();
      if (signal.aborted) return null;
      const answer = answers[line.trim().toLowerCase()];
      if (answer === "skip") return null;
      if (answer === "again") break;
      if (answer !== undefined && open.includes(answer)) return answer;
      output.note(
        answer === undefined
          ? `${JSON.stringify(line)} is none of p, l, r, a; Enter = not mine`
          : `The ${placementNames[answer]} has its pod already: ${places}?`,
      );
    }
  }
  return null;
}

/** @returns whether it blinks. */
async function show(
  { pod, identification }: Candidate,
  { radio, context }: PairingTools,
): Promise<boolean> {
  const { pairing } = pod.driver;
  try {
    if (pairing === undefined) {
      context.output.note(`${identification.podId} has no LED to blink with; use --assign for it`);
      return false;
    }
    await withConnection(radio.central, pod.deviceId, context.signal, (connection) =>
      pairing.show(connection, showS),
    );
    return true;
  } catch (error) {
    if (!isPodProblem(error)) throw error;
    if (!context.signal.aborted) {
      context.output.note(`${identification.podId} does not blink: ${error.message}`);
    }
    return false;
  }
}

function noAnswers(): UserError {
  return new UserError("standard input has ended before the question was answered", {
    hint: "Without a person to ask, name the pods: --assign ID=PLACEMENT.",
  });
}
