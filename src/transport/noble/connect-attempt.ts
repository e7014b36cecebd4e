import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import { listenToAttErrors } from "./att-errors.ts";
import { connectFailed, linkLost } from "./link-end.ts";
import { NobleConnection } from "./noble-connection.ts";
import type { NobleInstance } from "./noble-instance.ts";
import type { NobleConnectionParameters, NoblePeripheral } from "./noble-types.ts";
import { listenWhile, settle } from "./settle.ts";

/** What noble asks for and can hold, whatever the device answers. */
const nobleMtu = 256;
/** What every device can hold (Core, Vol 3, Part G, 5.2.1). */
const leastMtu = 23;
/**
 * macOS and Windows exchange it by themselves, and noble does not learn what came of it. Both ask for more than this; a device
 * that can hold less has to say so when it is asked for longer packets.
 */
const untoldMtu = 185;
/** A device that does not even answer the first request after this time is of no use, ms. */
const firstAnswerTimeoutMs = 2000;
/** Time for the adapter to say what became of a connection that was called off, and for a device to let go, ms. */
const callOffTimeoutMs = 5000;

export interface ConnectAttempt {
  readonly instance: NobleInstance;
  readonly peripheral: NoblePeripheral;
  readonly deviceId: string;
  readonly parameters: NobleConnectionParameters;
  readonly timeoutMs: number;
  readonly signals: readonly AbortSignal[];
  /** Aborted when there is no adapter any more that could be told to call it off. */
  readonly adapterGone: AbortSignal;
  readonly onOver: () => void;
}

/**
 * One attempt. noble has one queue for all devices, in which an absent device blocks the others for ever and calling one off
 * calls off another: only one attempt may run, and nothing may scan.
 *
 * @throws BluetoothError after noble and the adapter are through with it
 */
export async function attemptConnect(attempt: ConnectAttempt): Promise<NobleConnection> {
  const { instance, peripheral, deviceId } = attempt;
  let phase: "waiting" | "up" | "refused" = "waiting";
  // One that was called off in vain may still have its listener here.
  peripheral.removeAllListeners("connect");
  try {
    return await settle<NobleConnection>(
      (settling) => {
        const finish = (mtu: number) => settling.resolve(connectionOf(attempt, mtu));
        listenWhile(settling, peripheral, "connect", (error: unknown) => {
          if (error !== undefined && error !== null) {
            phase = "refused";
            settling.reject(connectFailed(deviceId, error));
            return;
          }
          phase = "up";
          if (instance.hci === null) {
            finish(peripheral.mtu ?? untoldMtu);
            return;
          }
          const timer = setTimeout(
            () => settling.reject(connectFailed(deviceId, "the device answers nothing")),
            firstAnswerTimeoutMs,
          );
          settling.onSettled(() => clearTimeout(timer));
        });
        // A connection that is "up" may never have been established: the adapter finds out within six intervals.
        listenWhile(settling, peripheral, "disconnect", (reason: unknown) => {
          phase = "refused";
          settling.reject(connectFailed(deviceId, linkLost(reason)));
        });
        // noble exchanges the MTU by itself, before anything else.
        listenWhile(settling, instance.noble._bindings, "onMtu", (id: string, mtu: number) => {
          if (id === peripheral.id) finish(Math.max(leastMtu, Math.min(mtu, nobleMtu)));
        });
        peripheral.connect(attempt.parameters);
      },
      {
        timeoutMs: attempt.timeoutMs,
        onTimeout: () =>
          new BluetoothError(
            "connect-timeout",
            `No connection to ${deviceId} within ${attempt.timeoutMs / 1000} s.`,
          ),
        signals: [attempt.adapterGone, ...attempt.signals],
      },
    );
  } catch (error) {
    if (!attempt.adapterGone.aborted) {
      if (phase === "waiting") await callOff(attempt);
      else if (phase === "up") await letGo(attempt);
    }
    throw error;
  }
}

function connectionOf(attempt: ConnectAttempt, mtu: number): NobleConnection {
  const { peripheral, deviceId, onOver } = attempt;
  const { hci } = attempt.instance;
  const gatt = hci?._gatts[peripheral.id];
  // noble takes the device's number for its own, and with it the end of a long value for its middle.
  if (gatt !== undefined) gatt._mtu = mtu;
  const aclStream = hci?._aclStreams[hci._handles[peripheral.id] ?? ""];
  return new NobleConnection({
    deviceId,
    mtu,
    peripheral,
    onOver,
    listenToAttErrors:
      aclStream === undefined ? null : (listener) => listenToAttErrors(aclStream, listener),
  });
}

/** Calls off a connection that is not up yet. It can come up all the same. */
async function callOff(attempt: ConnectAttempt): Promise<void> {
  const { instance, peripheral } = attempt;
  const bindings = instance.noble._bindings;
  const cameUp = await settle<boolean>(
    (settling) => {
      listenWhile(settling, peripheral, "connect", (error: unknown) =>
        settling.resolve(error === undefined || error === null),
      );
      if (bindings.cancelConnect !== undefined) bindings.cancelConnect(peripheral.id);
      else bindings.disconnect(peripheral.id);
    },
    { timeoutMs: callOffTimeoutMs, onTimeout: () => null, signals: [attempt.adapterGone] },
  ).catch(() => null);
  if (cameUp === true) await letGo(attempt);
  if (cameUp !== null || attempt.adapterGone.aborted) return;
  // The adapter says nothing. noble would have every other device wait behind this one.
  if (instance.hci !== null) instance.hci._pendingConnectionUuid = null;
  const onLateConnect = (error: unknown) => {
    if (error === undefined || error === null) peripheral.disconnect();
  };
  peripheral.once("connect", onLateConnect);
}

async function letGo(attempt: ConnectAttempt): Promise<void> {
  const { instance, peripheral } = attempt;
  // noble would disconnect whichever device has handle 0 instead of one that is gone already.
  if (instance.hci !== null && instance.hci._handles[peripheral.id] === undefined) return;
  await settle<void>(
    (settling) => {
      listenWhile(settling, peripheral, "disconnect", () => settling.resolve());
      peripheral.disconnect();
    },
    { timeoutMs: callOffTimeoutMs, onTimeout: () => null, signals: [attempt.adapterGone] },
  ).catch(() => {});
}
