import {
  energyLevelPath,
  gspReferences,
  gspResults,
  gspSmallestMtu,
  imu6Path,
  movesenseAccRangesG,
  movesenseGyrRangesDegPerS,
  movesensePodId,
  movesenseSampleRatesHz,
} from "../../codec/movesense/gsp.ts";
import type { PodDescription } from "../../model/pod.ts";
import type { ConnectionParameters, GattConnection } from "../bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import {
  type DriverHost,
  type PodLinkDriver,
  PodRefusal,
  type RunningPod,
} from "../bluetooth/device-driver.ts";
import { GspChannel } from "./gsp-channel.ts";
import { readImuRanges } from "./imu-ranges.ts";

/** How often the battery is asked for, ms. */
const batteryEveryMs = 60_000;

/** One Movesense sensor of a session, over all its connections. It keeps nothing between them: what it measures without one is lost. */
export class MovesenseLink implements PodLinkDriver {
  /** An interval that does not lock to the packets' 38 or 77 ms, so that some packet of every second hardly waits. */
  readonly parameters: ConnectionParameters = {
    minIntervalMs: 15,
    maxIntervalMs: 15,
    latency: 0,
    supervisionTimeoutMs: 1000,
  };
  readonly stallS = 2;
  readonly #pod: PodDescription;
  readonly #host: DriverHost;

  constructor(pod: PodDescription, host: DriverHost) {
    this.#pod = pod;
    this.#host = host;
  }

  async start(connection: GattConnection): Promise<RunningPod> {
    this.#checkSettings();
    if (connection.mtu < gspSmallestMtu) {
      const text = `the sensor agreed on an ATT_MTU of ${connection.mtu}, its packets need ${gspSmallestMtu}`;
      throw new BluetoothError("connect-failed", text);
    }
    const channel = await GspChannel.open(connection, (bytes, arrivalS) =>
      this.#host.notify("movesense", bytes, arrivalS),
    );
    const hello = await channel.hello();
    if (hello !== null) {
      const podId = movesensePodId(hello.serial);
      if (podId !== this.#pod.podId) {
        throw new PodRefusal(`it is the pod ${podId}, not ${this.#pod.podId}`);
      }
      await this.#checkRanges(channel);
    }
    await this.#subscribe(channel);
    this.#host.setState("streaming");
    if (hello !== null) askForBattery(channel, connection.ended);
    return {
      identify: async () => {
        throw new BluetoothError(
          "gatt-missing",
          "a Movesense sensor cannot be told over this protocol to show itself",
        );
      },
      stop: async () => {
        // It also ends all subscriptions when the connection ends.
        await channel.send("unsubscribe", gspReferences.imu6).catch(() => undefined);
      },
    };
  }

  /** @throws PodRefusal where no Movesense sensor could be configured as the session asks. */
  #checkSettings(): void {
    const { sampleRateHz, accRangeG, gyrRangeDegPerS } = this.#pod;
    const offers: readonly (readonly [string, number, readonly number[], string])[] = [
      ["sample rate", sampleRateHz, movesenseSampleRatesHz, "Hz"],
      ["accelerometer range", accRangeG, movesenseAccRangesG, "g"],
      ["gyroscope range", gyrRangeDegPerS, movesenseGyrRangesDegPerS, "°/s"],
    ];
    for (const [name, asked, offered, unit] of offers) {
      if (offered.includes(asked)) continue;
      const text = `a Movesense sensor is used with a ${name} of ${offered.join(", ")} ${unit}, not ${asked} ${unit}`;
      throw new PodRefusal(text);
    }
  }

  /** The protocol can read the ranges and not set them. @throws BluetoothError; PodRefusal where they are others than configured. */
  async #checkRanges(channel: GspChannel): Promise<void> {
    const ranges = await readImuRanges(channel);
    if (ranges === null) return;
    const { accRangeG, gyrRangeDegPerS } = this.#pod;
    if (ranges.accRangeG === accRangeG && ranges.gyrRangeDegPerS === gyrRangeDegPerS) return;
    const text =
      `the sensor measures up to ±${ranges.accRangeG} g and ±${ranges.gyrRangeDegPerS} °/s, which cannot be set from here; ` +
      `configured are ±${accRangeG} g and ±${gyrRangeDegPerS} °/s`;
    throw new PodRefusal(text);
  }

  async #subscribe(channel: GspChannel): Promise<void> {
    const path = imu6Path(this.#pod.sampleRateHz);
    const answer = await channel.request("subscribe", gspReferences.imu6, path);
    // Firmware before 2.3 does not answer, it sends.
    if (answer.kind === "data") return;
    if (answer.kind !== "commandResult") {
      const why = answer.kind === "packetFault" ? answer.message : answer.kind;
      throw new BluetoothError("att-error", `the sensor's answer makes no sense: ${why}`);
    }
    const { resultCode } = answer;
    if (resultCode < 400) return;
    const text = `the sensor refused ${path} with result code ${resultCode}`;
    const isForGood =
      resultCode === gspResults.notFound || resultCode === gspResults.notImplemented;
    throw isForGood ? new PodRefusal(text) : new BluetoothError("att-error", text);
  }
}

/** Asks for the battery's charge now and then; the answer is a notification like any other, and is recorded and read as such. */
function askForBattery(channel: GspChannel, ended: AbortSignal): void {
  // A sensor that does not tell is no reason to end a link.
  const ask = (): void => {
    channel.get(gspReferences.energyLevel, energyLevelPath).catch(() => undefined);
  };
  const timer = setInterval(ask, batteryEveryMs);
  ended.addEventListener("abort", () => clearInterval(timer), { once: true });
  if (ended.aborted) clearInterval(timer);
  else ask();
}
