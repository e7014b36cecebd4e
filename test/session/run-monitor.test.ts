import { describe, expect, it } from "vitest";
import { podServiceUuid } from "../../src/codec/protocol.ts";
import type { Config } from "../../src/config/config.ts";
import { runMonitor } from "../../src/session/run-monitor.ts";
import { defaultHost } from "../../src/session/run-options.ts";
import { BluetoothError } from "../../src/transport/bluetooth/bluetooth-error.ts";
import { capturedContext } from "../support/captured-context.ts";
import { sampleConfig } from "../support/sample-config.ts";
import { FakeRadio } from "../transport/bluetooth/fake-radio.ts";

/** A live session of the pelvis pod alone, which is heard all the time, and to which every connection fails. */
async function sessionWithoutConnection(durationS: number, changes: Partial<Config> = {}) {
  const radio = new FakeRadio();
  const pods = sampleConfig.pods.slice(0, 1);
  const config: Config = { ...sampleConfig, pods, sensors: [], ...changes };
  const pod = {
    serviceUuids: [podServiceUuid],
    manufacturerData: Uint8Array.of(0xff, 0xff, 1, 1, 0xe5, 0xf6, 0, 0),
    localName: `Hipline-${config.pods[0]?.podId}`,
  };
  const advertising = setInterval(() => {
    radio.failures.push(new BluetoothError("connect-failed", "connection refused (0x3e)"));
    radio.advertise("c0:ff:ee:00:00:01", pod);
  }, 20);
  const context = capturedContext();
  try {
    await runMonitor(
      {
        configFile: null,
        plan: null,
        radio: { virtual: null },
        durationS,
        port: null,
        host: defaultHost,
        recordFile: null,
        rulesFile: null,
        overwrite: false,
        serve: false,
        history: { folder: null, isWanted: true },
      },
      context,
      async () => ({
        central: radio,
        virtualConfig: config,
        tap: null,
        close: () => Promise.resolve(),
      }),
    );
  } finally {
    clearInterval(advertising);
  }
  return { ...context, attempts: radio.asked.length };
}

describe("runMonitor", () => {
  it("says once what keeps a pod away, however often it is tried", async () => {
    const { attempts, noted, printed } = await sessionWithoutConnection(2);
    expect(attempts).toBeGreaterThan(1);
    expect(noted.filter((line) => line.includes("0x3e"))).toHaveLength(1);
    expect(printed[0]).toMatch(/^Looking for 1 pod \(/);
  });

  it("does not begin where the config asks for a plan that there is not", async () => {
    await expect(sessionWithoutConnection(2, { plan: "fai-marathon" })).rejects.toThrow(
      'plan: no plan is called "fai-marathon"; there are ',
    );
  });
});
