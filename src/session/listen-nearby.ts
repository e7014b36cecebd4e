import { fromEvent, lastValueFrom, of, takeUntil, tap } from "rxjs";
import type { BluetoothCentral } from "../transport/bluetooth/bluetooth-central.ts";
import type { NearbyDevices } from "./nearby-devices.ts";

export interface ListenOptions {
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Asked after everything heard; true = this is enough. */
  readonly isEnough: () => boolean;
  /** Told now and then how many seconds are left. */
  readonly onTime: (leftS: number) => void;
}

/** How often the time left is told, ms. */
const tellEveryMs = 250;

/**
 * Listens to advertisements for a while, or until there is enough, or until `signal` aborts.
 * @throws BluetoothError "bluetooth-unavailable" where there is nothing to listen with.
 */
export async function listenNearby(
  central: BluetoothCentral,
  nearby: NearbyDevices,
  { seconds, signal, isEnough, onTime }: ListenOptions,
): Promise<void> {
  const endMs = performance.now() + seconds * 1000;
  const enough = new AbortController();
  const over = AbortSignal.any([signal, enough.signal]);
  const tick = (): void => {
    const leftS = (endMs - performance.now()) / 1000;
    if (leftS <= 0) enough.abort();
    else onTime(leftS);
  };
  const ticker = setInterval(tick, tellEveryMs);
  try {
    tick();
    await lastValueFrom(
      central.advertisements.pipe(
        tap((advertisement) => {
          nearby.take(advertisement);
          if (isEnough()) enough.abort();
        }),
        takeUntil(over.aborted ? of(true) : fromEvent(over, "abort")),
      ),
      { defaultValue: null },
    );
  } finally {
    clearInterval(ticker);
  }
}
