import { decodePacket } from "../../codec/decode-packet.ts";
import type {
  ConfigurationPacket,
  HapticRequest,
  PodPacket,
  SamplingSettings,
  StatusPacket,
} from "../../codec/packet.ts";
import type { AlertSeverity } from "../../model/alert-output.ts";
import type { PodDescription } from "../../model/pod.ts";
import type { NotificationChannel } from "../../model/transport-event.ts";
import type { ConnectionParameters, GattConnection } from "../bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import type { DriverHost, PodLinkDriver, RunningPod } from "../bluetooth/device-driver.ts";
import { PodRefusal } from "../bluetooth/device-driver.ts";
import { batchForMtu, connectionParameters } from "./connection-interval.ts";
import { ControlChannel } from "./control-channel.ts";
import { PacketLedger } from "./packet-ledger.ts";
import { PodBackfiller } from "./pod-backfiller.ts";
import { characteristicOf, discoverPod, readPacket } from "./pod-characteristics.ts";
import { exchangeTimes } from "./time-exchange.ts";

/** Answers first, samples last: nothing may come before somebody listens to it. */
const subscriptions = ["control", "status", "timeExchange", "backfill", "samples"] as const;

/** One Hipline pod of a session, over all its connections (firmware-protocol/SPEC.md). */
export class HiplinePodLink implements PodLinkDriver {
  readonly parameters: ConnectionParameters;
  readonly stallS = 2;
  readonly #pod: PodDescription;
  readonly #host: DriverHost;
  readonly #ledger = new PacketLedger();
  /** Of the power-up that the ledger's numbers belong to. */
  #bootId: number | null = null;

  constructor(pod: PodDescription, host: DriverHost) {
    this.#pod = pod;
    this.#host = host;
    this.parameters = connectionParameters(pod);
  }

  async start(connection: GattConnection): Promise<RunningPod> {
    const onRead = (channel: NotificationChannel, bytes: Uint8Array): void =>
      this.#host.notify(channel, bytes, performance.now() / 1000);
    await discoverPod(connection);
    const identity = await readPacket(connection, "identity", onRead);
    if (identity.podId !== this.#pod.podId) {
      throw new PodRefusal(`it is the pod ${identity.podId}, not ${this.#pod.podId}`);
    }
    const configuration = await readPacket(connection, "configuration", onRead);
    const status = await readPacket(connection, "status", onRead);
    const settings = this.#settingsFor(connection.mtu);
    const control = new ControlChannel(connection);
    const backfiller = new PodBackfiller(this.#ledger, control, connection.ended, (isRunning) =>
      this.#host.setState(isRunning ? "backfilling" : "streaming"),
    );
    for (const channel of subscriptions) {
      await connection.subscribe(characteristicOf(channel), (bytes, arrivalS) => {
        const packet = decodePacket(channel, bytes);
        if (channel === "backfill" && packet.kind !== "backfillEnd") {
          backfiller.takePacket(packet.kind === "samples" ? packet.sequence : null);
        } else this.#take(packet, arrivalS, control, backfiller);
        this.#host.notify(channel, bytes, arrivalS);
      });
    }
    await this.#startSampling(control, configuration, status, settings);
    this.#host.setState("streaming");
    backfiller.notice();
    void backfiller.run();
    void exchangeTimes(connection, () => this.#host.sessionTimeS());
    const hasMotor = identity.features.includes("haptic");
    return {
      ...(hasMotor ? { vibrate: (severity) => vibrate(control, severity) } : {}),
      identify: async (durationS) => {
        await control.command({ opcode: "identify", pattern: "blink", durationS });
      },
      stop: async () => {
        // A pod that cannot be told stops by itself after ten minutes.
        await control.request({ opcode: "stop" }).catch(() => undefined);
      },
    };
  }

  /** A pod that went on sampling as it was told to is only started; any other is configured anew (SPEC.md, section 12). */
  async #startSampling(
    control: ControlChannel,
    configuration: ConfigurationPacket,
    status: StatusPacket,
    settings: SamplingSettings,
  ): Promise<void> {
    const isSampling = status.state === "buffering" || status.state === "streaming";
    const isOurs =
      isSampling &&
      status.bootId === this.#bootId &&
      configuration.placement === this.#pod.placement &&
      sameSettings(configuration.settings, settings);
    if (!isOurs) {
      if (isSampling) await control.command({ opcode: "stop" });
      const { placement } = this.#pod;
      await control.command({ opcode: "configure", settings, placement });
    }
    const { firstSequence } = await control.command({ opcode: "start" });
    const nowS = performance.now() / 1000;
    if (isOurs) this.#ledger.resume(firstSequence, nowS);
    else this.#ledger.restart(firstSequence, nowS);
    this.#bootId = status.bootId;
  }

  /** @throws BluetoothError where the link's ATT_MTU cannot carry a packet that the protocol allows. */
  #settingsFor(mtu: number): SamplingSettings {
    const { sampleRateHz, accRangeG, gyrRangeDegPerS } = this.#pod;
    const batchSamples = batchForMtu(this.#pod, mtu);
    if (batchSamples === null) {
      const text = `the pod agreed on an ATT_MTU of ${mtu}, too small for its packets at ${sampleRateHz} Hz`;
      throw new BluetoothError("connect-failed", text);
    }
    return { sampleRateHz, accRangeG, gyrRangeDegPerS, batchSamples };
  }

  #take(
    packet: PodPacket | { readonly kind: "packetFault" },
    arrivalS: number,
    control: ControlChannel,
    backfiller: PodBackfiller,
  ): void {
    if (packet.kind === "controlResponse") control.take(packet);
    else if (packet.kind === "backfillEnd") backfiller.takeEnd(packet);
    else if (packet.kind === "samples") {
      const missing = this.#ledger.missingCount;
      this.#ledger.takeLive(packet.sequence, arrivalS);
      if (this.#ledger.missingCount > missing) backfiller.notice();
    }
  }
}

/** What the motor does, so that severities can be told apart on the skin; of its 10 s in a minute an alarm takes 1.8 s. */
const hapticSignals = {
  info: { pattern: "short", repeats: 1 },
  watch: { pattern: "double", repeats: 2 },
  alert: { pattern: "alarm", repeats: 3 },
} as const satisfies Record<AlertSeverity, Pick<HapticRequest, "pattern" | "repeats">>;

async function vibrate(control: ControlChannel, severity: AlertSeverity): Promise<void> {
  await control.command({ opcode: "haptic", ...hapticSignals[severity], strengthPct: 100 });
}

function sameSettings(one: SamplingSettings | null, other: SamplingSettings): boolean {
  return (
    one !== null &&
    one.sampleRateHz === other.sampleRateHz &&
    one.accRangeG === other.accRangeG &&
    one.gyrRangeDegPerS === other.gyrRangeDegPerS &&
    one.batchSamples === other.batchSamples
  );
}
