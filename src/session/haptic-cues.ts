import { concatMap, filter, from, type Observable } from "rxjs";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { BluetoothTransport } from "../transport/bluetooth/bluetooth-transport.ts";

/**
 * Lets the runner feel the cues that are to be felt, by the motor of the pelvis pod. Each value tells whether one was: false where the pod is
 * not connected, has no motor, or its motor has had its time.
 */
export function hapticCues(
  outputs: Observable<SessionOutput>,
  { pods }: SessionHeader,
  { vibrate }: Pick<BluetoothTransport, "vibrate">,
): Observable<boolean> {
  const pelvis = pods.find(({ placement }) => placement === "pelvis");
  return outputs.pipe(
    filter((output) => output.kind === "cue"),
    filter(({ channels }) => channels.includes("haptic")),
    concatMap(({ severity }) =>
      pelvis === undefined ? [false] : from(vibrate(pelvis.podId, severity)),
    ),
  );
}
