import { afterEach, describe, expect, it, vi } from "vitest";
import type { GattConnection } from "../../../src/transport/bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../../../src/transport/bluetooth/bluetooth-error.ts";
import { PodRefusal } from "../../../src/transport/bluetooth/device-driver.ts";
import { DeviceLink, type LinkedDevice } from "../../../src/transport/bluetooth/device-link.ts";
import { FakeRadio } from "./fake-radio.ts";

const parameters = {
  minIntervalMs: 15,
  maxIntervalMs: 15,
  latency: 0,
  supervisionTimeoutMs: 1000,
};

interface Setup {
  readonly radio: FakeRadio;
  readonly link: DeviceLink;
  readonly said: string[];
  readonly starts: GattConnection[];
  readonly stops: number[];
  readonly rssis: number[];
  readonly run: Promise<void>;
  readonly stop: AbortController;
}

const open: AbortController[] = [];

function begin(device: Partial<LinkedDevice> = {}): Setup {
  const radio = new FakeRadio();
  const said: string[] = [];
  const starts: GattConnection[] = [];
  const stops: number[] = [];
  const rssis: number[] = [];
  const link = new DeviceLink(
    {
      parameters,
      stallS: 60,
      recognise: ({ deviceId }) => (deviceId === "mine" ? "wanted" : null),
      start: (connection) => {
        starts.push(connection);
        return Promise.resolve({
          stop: () => {
            stops.push(1);
            return Promise.resolve();
          },
        });
      },
      ...device,
    },
    radio,
    {
      onState: (state, reason) => said.push(reason === null ? state : `${state}: ${reason}`),
      onRssi: (rssiDbm) => rssis.push(rssiDbm),
    },
    () => 0,
  );
  const stop = new AbortController();
  open.push(stop);
  return { radio, link, said, starts, stops, rssis, stop, run: link.run(stop.signal) };
}

afterEach(() => {
  for (const stop of open.splice(0)) stop.abort();
});

/** Waits until the link has said so, advertising all the while. */
async function untilSaid({ radio, said }: Setup, ...states: string[]): Promise<void> {
  await vi.waitFor(
    () => {
      radio.advertise("mine");
      expect(said).toEqual(states);
    },
    { timeout: 5000, interval: 20 },
  );
}

describe("DeviceLink", () => {
  it("connects to its device when it is heard, and to no other", async () => {
    const setup = begin();
    setup.radio.advertise("another");
    setup.radio.advertise("mine");
    await untilSaid(setup, "searching", "connecting", "configuring", "streaming");
    expect(setup.radio.asked).toEqual([{ deviceId: "mine", parameters }]);
    await vi.waitFor(() => expect(setup.rssis).toEqual([-61]));
  });

  it("looks for the device again when the link is lost, and says why", async () => {
    const setup = begin();
    await untilSaid(setup, "searching", "connecting", "configuring", "streaming");
    setup.radio.connections[0]?.lose();
    const again = ["lost: out of range", "searching", "connecting", "configuring", "streaming"];
    await untilSaid(setup, "searching", "connecting", "configuring", "streaming", ...again);
    expect(setup.radio.connections).toHaveLength(2);
  });

  it("tries again where connecting fails", async () => {
    const setup = begin();
    setup.radio.failures.push(new BluetoothError("connect-failed", "connection refused (0x3e)"));
    const first = ["searching", "connecting", "lost: connection refused (0x3e)"];
    await untilSaid(setup, ...first, "searching", "connecting", "configuring", "streaming");
  });

  it("gives up a link over which nothing comes", async () => {
    const setup = begin({ stallS: 0.3 });
    await untilSaid(setup, "searching", "connecting", "configuring", "streaming");
    await vi.waitFor(() =>
      expect(setup.said[4]).toBe("lost: connected, but nothing came for 0.3 s"),
    );
    expect(setup.radio.connections[0]?.ended.aborted).toBe(true);
  });

  it("keeps a link over which values come", async () => {
    const setup = begin({ stallS: 0.6 });
    await untilSaid(setup, "searching", "connecting", "configuring", "streaming");
    for (let i = 0; i < 12; i++) {
      setup.link.valueCame(performance.now() / 1000);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(setup.said).toHaveLength(4);
  });

  it("says of a refusal that it has failed, and closes the connection", async () => {
    const setup = begin({ start: () => Promise.reject(new PodRefusal("it is another pod")) });
    await untilSaid(setup, "searching", "connecting", "configuring", "failed: it is another pod");
    expect(setup.radio.connections[0]?.ended.aborted).toBe(true);
  });

  it("does not connect to a device that cannot be used", async () => {
    const setup = begin({ recognise: () => ({ unusable: "speaks version 2" }) });
    setup.radio.advertise("mine");
    await vi.waitFor(() => expect(setup.said).toEqual(["searching", "failed: speaks version 2"]));
    expect(setup.radio.asked).toEqual([]);
  });

  it("stops the device and closes the connection when it is ended", async () => {
    const setup = begin();
    await untilSaid(setup, "searching", "connecting", "configuring", "streaming");
    setup.stop.abort();
    await setup.run;
    expect(setup.stops).toEqual([1]);
    expect(setup.radio.connections[0]?.ended.aborted).toBe(true);
  });

  it("ends at once while it is still looking", async () => {
    const setup = begin();
    setup.stop.abort();
    await setup.run;
    expect(setup.said).toEqual(["searching"]);
    expect(setup.radio.advertisements.observed).toBe(false);
  });

  it("ends also where it is ended by somebody who hears that it is looking", async () => {
    const stop = new AbortController();
    const device = {
      parameters,
      stallS: 60,
      recognise: () => null,
      start: () => Promise.reject(new Error("never heard")),
    };
    const events = { onState: () => stop.abort(), onRssi: () => undefined };
    const radio = new FakeRadio();
    await new DeviceLink(device, radio, events).run(stop.signal);
    expect(radio.asked).toEqual([]);
  });

  it("stops a device that was being started when it is ended", async () => {
    const stops: boolean[] = [];
    let started: (running: { stop(): Promise<void> }) => void = () => undefined;
    const setup = begin({
      start: () =>
        new Promise((resolve) => {
          started = resolve;
        }),
    });
    await untilSaid(setup, "searching", "connecting", "configuring");
    const isOver = () => setup.radio.connections[0]?.ended.aborted ?? true;
    setup.stop.abort();
    started({
      stop: async () => {
        stops.push(isOver());
      },
    });
    await setup.run;
    expect(stops).toEqual([false]);
    expect(isOver()).toBe(true);
  });

  it("does not wait for a device that does not get started when it is ended", async () => {
    const setup = begin({ start: () => new Promise(() => undefined) });
    await untilSaid(setup, "searching", "connecting", "configuring");
    setup.stop.abort();
    await setup.run;
    expect(setup.radio.connections[0]?.ended.aborted).toBe(true);
  });

  it("ends with the error where there is no radio", async () => {
    const setup = begin();
    setup.radio.advertisements.error(new BluetoothError("bluetooth-unavailable", "no adapter"));
    await expect(setup.run).rejects.toThrow("no adapter");
  });

  it("takes backfilling for what it is only while it streams", async () => {
    const setup = begin();
    setup.link.streams("backfilling");
    await untilSaid(setup, "searching", "connecting", "configuring", "streaming");
    setup.link.streams("backfilling");
    setup.link.streams("streaming");
    expect(setup.said.slice(4)).toEqual(["backfilling", "streaming"]);
  });
});
