import { of, Subject } from "rxjs";
import { afterEach, expect, it, vi } from "vitest";
import type { AlertSeverity } from "../../src/model/alert-output.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { hapticCues } from "../../src/session/haptic-cues.ts";
import { podDrivers } from "../../src/session/pod-drivers.ts";
import { bluetoothTransport } from "../../src/transport/bluetooth/bluetooth-transport.ts";
import { HapticMotor } from "../../src/transport/simulated/haptic-motor.ts";
import { testHeader } from "../support/test-header.ts";
import { RoomWithPods } from "./room-with-pods.ts";

afterEach(() => vi.restoreAllMocks());

function cue(severity: AlertSeverity, channel: "haptic" | "sound"): SessionOutput {
  return { kind: "cue", timeS: 1, channels: [channel], severity, text: "", alertId: null };
}

it("a cue to be felt starts the pelvis pod's motor over the radio, and one that cannot be felt ends nothing", async () => {
  const started = vi.spyOn(HapticMotor.prototype, "start");
  const room = new RoomWithPods();
  const { central, close } = await room.opener()();
  const { header } = room.world;
  const transport = bluetoothTransport({ header, central, drivers: podDrivers });
  const streaming = new Set<string>();
  let lost = false;
  const subscription = transport.events.subscribe((event) => {
    if (event.kind !== "link") return;
    if (event.state === "streaming") streaming.add(event.podId);
    if (event.state === "lost" && event.podId === room.podId("pelvis")) lost = true;
  });
  const outputs = new Subject<SessionOutput>();
  const felt: boolean[] = [];
  hapticCues(outputs, header, transport).subscribe((value) => felt.push(value));
  try {
    // Nobody is connected yet.
    outputs.next(cue("alert", "haptic"));
    await vi.waitFor(() => expect(felt).toEqual([false]));
    await vi.waitFor(() => expect(streaming.size).toBe(3), 20_000);
    outputs.next(cue("alert", "sound"));
    outputs.next(cue("info", "haptic"));
    outputs.next(cue("watch", "haptic"));
    await vi.waitFor(() => expect(felt).toHaveLength(3), 20_000);
    expect(felt).toEqual([false, true, true]);
    expect(started.mock.calls.map(([pattern, repeats]) => [pattern, repeats])).toEqual([
      ["short", 1],
      ["double", 2],
    ]);
    started.mockReturnValueOnce(false);
    outputs.next(cue("alert", "haptic"));
    await vi.waitFor(() => expect(felt).toHaveLength(4), 20_000);
    // The motor has had its time: the pod says busy, and the session goes on.
    expect(felt.at(-1)).toBe(false);
    expect(started.mock.lastCall?.slice(0, 2)).toEqual(["alarm", 3]);
    expect(await transport.vibrate("0000000000000000", "alert")).toBe(false);
    room.world.podAt("pelvis").pullBattery();
    await vi.waitFor(() => expect(lost).toBe(true), 20_000);
    outputs.next(cue("alert", "haptic"));
    await vi.waitFor(() => expect(felt).toHaveLength(5), 20_000);
    expect(felt.at(-1)).toBe(false);
    expect(started).toHaveBeenCalledTimes(3);
  } finally {
    subscription.unsubscribe();
    await transport.stopped();
    await close();
    room.close();
  }
}, 60_000);

it("goes to the pelvis pod, and to none where there is none", async () => {
  const asked: string[] = [];
  const transport = {
    vibrate: (podId: string, severity: AlertSeverity) => {
      asked.push(`${podId} ${severity}`);
      return Promise.resolve(true);
    },
  };
  const felt: boolean[] = [];
  const thighs = { ...testHeader, pods: testHeader.pods.slice(1) };
  for (const header of [testHeader, thighs]) {
    hapticCues(of(cue("watch", "haptic")), header, transport).subscribe((value) =>
      felt.push(value),
    );
  }
  await vi.waitFor(() => expect(felt).toHaveLength(2));
  expect(felt.toSorted()).toEqual([false, true]);
  expect(asked).toEqual([`${testHeader.pods[0]?.podId} watch`]);
});
