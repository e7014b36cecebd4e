import type { PodDriver } from "../transport/bluetooth/device-driver.ts";
import { hiplinePodDriver } from "../transport/hipline-pod/hipline-pod-driver.ts";
import { movesenseDriver } from "../transport/movesense/movesense-driver.ts";

/** Every family of pods that Hipline can connect to. */
export const podDrivers: readonly PodDriver[] = [hiplinePodDriver, movesenseDriver];
