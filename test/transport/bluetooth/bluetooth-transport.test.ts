import { describe, expect, it, vi } from "vitest";
import type { PodDescription } from "../../../src/model/pod.ts";
import type { TransportEvent } from "../../../src/model/transport-event.ts";
import { BluetoothError } from "../../../src/transport/bluetooth/bluetooth-error.ts";
import {
  type BluetoothTransport,
  bluetoothTransport,
} from "../../../src/transport/bluetooth/bluetooth-transport.ts";
import type { DriverHost, PodDriver } from "../../../src/transport/bluetooth/device-driver.ts";
import { testHeader } from "../../support/test-header.ts";
import { FakeRadio } from "./fake-radio.ts";

const header = testHeader;

/** A family whose pods are known by the end of the host's name for them, and that do nothing by themselves. */
function fakeFamily(hosts: Map<string, DriverHost>): PodDriver {
  return {
    family: "hipline",
    match: ({ deviceId }) => ({
      family: "hipline",
      podId: null,
      podIdTail: deviceId.slice(-8),
      placement: null,
      unusable: null,
    }),
    identify: () => Promise.reject(new Error("not asked for here")),
    forPod: ({ podId }, host) => {
      hosts.set(podId, host);
      return {
        parameters: {
          minIntervalMs: 15,
          maxIntervalMs: 15,
          latency: 0,
          supervisionTimeoutMs: 1000,
        },
        stallS: 60,
        start: () =>
          Promise.resolve({ identify: () => Promise.resolve(), stop: () => Promise.resolve() }),
      };
    },
  };
}

interface Running {
  readonly radio: FakeRadio;
  readonly hosts: Map<string, DriverHost>;
  readonly events: TransportEvent[];
  readonly transport: BluetoothTransport;
  readonly errors: unknown[];
  stop(): Promise<void>;
}

function run(): Running {
  const radio = new FakeRadio();
  const hosts = new Map<string, DriverHost>();
  const transport = bluetoothTransport({
    header,
    central: radio,
    drivers: [fakeFamily(hosts)],
    sensorDrivers: [],
  });
  const events: TransportEvent[] = [];
  const errors: unknown[] = [];
  const subscription = transport.events.subscribe({
    next: (event) => events.push(event),
    error: (error: unknown) => errors.push(error),
  });
  const stop = async (): Promise<void> => {
    subscription.unsubscribe();
    await transport.stopped();
  };
  return { radio, hosts, events, transport, errors, stop };
}

const pelvis = header.pods[0] as PodDescription;

describe("bluetoothTransport", () => {
  it("looks for every pod of the session from its first moment on", async () => {
    const { events, stop } = run();
    const links = events.filter((event) => event.kind === "link");
    expect(links.map(({ podId, state }) => `${podId} ${state}`)).toEqual(
      header.pods.map(({ podId }) => `${podId} searching`),
    );
    await stop();
  });

  it("connects to pods of the session only, whoever else is in the room", async () => {
    const { radio, events, stop } = run();
    radio.advertise("ffffffffffffffff");
    radio.advertise(pelvis.podId);
    await vi.waitFor(() =>
      expect(events).toContainEqual(
        expect.objectContaining({ kind: "link", podId: pelvis.podId, state: "streaming" }),
      ),
    );
    expect(radio.asked.map(({ deviceId }) => deviceId)).toEqual([pelvis.podId]);
    await stop();
  });

  it("lets time pass in even ticks, and never runs backward", async () => {
    const { hosts, events, stop } = run();
    const host = hosts.get(pelvis.podId) as DriverHost;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const nowS = performance.now() / 1000;
    host.notify("samples", Uint8Array.of(1), nowS);
    // Stamped before the one that has gone out already, as happens between two pods.
    host.notify("status", Uint8Array.of(2), nowS - 0.2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await stop();
    const times = events.map(({ arrivalTimeS }) => arrivalTimeS);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const ticks = events.filter(({ kind }) => kind === "tick").map((tick) => tick.arrivalTimeS);
    expect(ticks.length).toBeGreaterThan(6);
    expect(ticks).toEqual(ticks.map((_, i) => i / 20));
    // Session files keep times to the nanosecond.
    for (const timeS of times) expect(Math.round(timeS * 1e6) / 1e6).toBe(timeS);
  });

  it("hands on what a pod sends, with its time in the session", async () => {
    const { hosts, events, stop } = run();
    const host = hosts.get(pelvis.podId) as DriverHost;
    host.notify("samples", Uint8Array.of(7), performance.now() / 1000);
    const seen = events.find((event) => event.kind === "notification");
    expect(seen).toMatchObject({ podId: pelvis.podId, channel: "samples" });
    expect(Math.abs((seen?.arrivalTimeS ?? 9) - host.sessionTimeS())).toBeLessThan(0.1);
    await stop();
  });

  it("is over where there is no radio", async () => {
    const { radio, errors, stop } = run();
    radio.advertisements.error(new BluetoothError("bluetooth-unavailable", "no adapter"));
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    expect(errors[0]).toBeInstanceOf(BluetoothError);
    await stop();
  });

  it("refuses a session with pods that it has no driver for", () => {
    const pods: PodDescription[] = [{ ...pelvis, family: "movesense" }];
    expect(() =>
      bluetoothTransport({
        header: { ...header, pods },
        central: new FakeRadio(),
        drivers: [],
        sensorDrivers: [],
      }),
    ).toThrow("no driver for pods of the family movesense");
  });
});
