import { attErrors } from "../../src/transport/virtual/att-protocol.ts";
import type { VirtualPod } from "../../src/transport/virtual/virtual-pod.ts";
import { type LiveBench, sleep } from "./live-bench.ts";

/** Something that a radio, an adapter or a pod does to a link that streams. */
export interface LinkFault {
  readonly name: string;
  /** Lasts until the pod could be streaming again: what comes after that is the service's own time. */
  happen(bench: LiveBench, pod: VirtualPod): Promise<void>;
  /** The pod starts anew: what it had in its buffer is gone, and its numbers begin again. */
  readonly restarts?: boolean;
  /** Samples may go on before anybody can tell that they had stopped. */
  readonly isShort?: boolean;
  /** It happens to every pod. */
  readonly ofAll?: boolean;
}

function outOfRange(forS: number): LinkFault {
  return {
    name: `out of range ${forS} s`,
    happen: async (_bench, { peripheral }) => {
      peripheral.path.inRange = false;
      await sleep(forS);
      peripheral.path.inRange = true;
    },
  };
}

/** The pod ends its link, and for a while connecting to it goes wrong in some way. */
async function brokenReconnect(
  pod: VirtualPod,
  begin: () => void,
  end: () => void,
  forS: number,
): Promise<void> {
  begin();
  pod.peripheral.disconnect();
  await sleep(forS);
  end();
}

export const linkFaults: readonly LinkFault[] = [
  outOfRange(3),
  {
    name: "battery pulled",
    restarts: true,
    happen: async (_bench, pod) => {
      pod.pullBattery();
      await sleep(3);
      pod.putBattery();
    },
  },
  {
    name: "pod disconnects itself",
    happen: async (_bench, { peripheral }) => {
      peripheral.disconnect();
      await sleep(0.05);
    },
  },
  {
    name: "connect failure 0x3E",
    happen: async (_bench, { peripheral }) => {
      peripheral.path.failsToEstablish = 3;
      peripheral.disconnect();
      while (peripheral.path.failsToEstablish > 0) await sleep(0.02);
    },
  },
  {
    name: "lost scan response",
    happen: async (_bench, { peripheral }) => {
      peripheral.path.losesScanResponses = true;
      peripheral.disconnect();
      await sleep(0.05);
    },
  },
  {
    name: "ATT error",
    happen: (_bench, pod) =>
      brokenReconnect(
        pod,
        () => {
          pod.peripheral.server.defect = ({ uuid }) =>
            uuid === null ? null : { error: attErrors.unlikely };
        },
        () => {
          pod.peripheral.server.defect = () => null;
        },
        2,
      ),
  },
  {
    name: "ATT silence",
    happen: (_bench, pod) =>
      brokenReconnect(
        pod,
        () => {
          pod.peripheral.server.defect = ({ uuid }) => (uuid === null ? null : "silence");
        },
        () => {
          pod.peripheral.server.defect = () => null;
        },
        2,
      ),
  },
  {
    name: "MTU refused",
    happen: (_bench, pod) =>
      brokenReconnect(
        pod,
        () => {
          pod.peripheral.server.mtuAnswer = 23;
        },
        () => {
          pod.peripheral.server.mtuAnswer = 247;
        },
        2,
      ),
  },
  {
    name: "adapter off and on",
    ofAll: true,
    happen: async ({ world }) => {
      world.controller.powerOff();
      await sleep(2);
      world.controller.powerOn();
    },
  },
  {
    name: "pod reboot",
    restarts: true,
    happen: async (_bench, pod) => {
      pod.pullBattery();
      await sleep(0.3);
      pod.putBattery();
    },
  },
  {
    name: "notification stall",
    happen: async (_bench, pod) => {
      pod.defects.stalls = true;
      await sleep(4);
      pod.defects.stalls = false;
    },
  },
  {
    name: "corrupt packets",
    isShort: true,
    happen: async (_bench, pod) => {
      pod.defects.corruptShare = 0.3;
      await sleep(2);
      pod.defects.corruptShare = 0;
    },
  },
];

/** As long as the pod's buffer; too long for every run of the tests. */
export const longFault: LinkFault = outOfRange(60);

/** What a fault came to. */
export interface FaultOutcome {
  /** From the pod's return to live samples of it, s. */
  readonly recoveredS: number;
  /** Packets that the pod had and the service never got. */
  readonly missing: number;
  /** Packets that came late. */
  readonly late: number;
  /**
   * Longest time from the last sample of a pod to the moment at which it was shown as silent, s; null where samples never stopped for
   * long enough.
   */
  readonly silentAfterS: number | null;
}

/** Lets a fault happen to a pod that streams, and waits until everything is as before. @throws Error where that does not come. */
export async function runFault(
  bench: LiveBench,
  fault: LinkFault,
  placement: "pelvis" | "leftThigh" | "rightThigh",
): Promise<FaultOutcome> {
  const ids = fault.ofAll ? bench.pods.map(({ podId }) => podId) : [bench.idAt(placement)];
  const beganS = bench.nowS();
  const lateBefore = ids.map((id) => bench.arrivalsOf(id).late);
  if (fault.restarts) for (const id of ids) bench.arrivalsOf(id).reset();
  await fault.happen(bench, bench.world.podAt(placement));
  if (fault.restarts) for (const id of ids) bench.arrivalsOf(id).reset();
  const back = await Promise.all(ids.map((id) => bench.untilSamples(id, 15)));
  const name = `everything of ${fault.name} is back`;
  await bench
    .until(
      name,
      () =>
        ids.every(
          (id) => bench.links.get(id) === "streaming" && bench.arrivalsOf(id).missing === 0,
        ),
      20,
    )
    .catch(() => undefined);
  const silences = ids
    .flatMap((id) => bench.liveness.get(id) ?? [])
    .filter(({ liveness, timeS }) => liveness === "silent" && timeS > beganS)
    .map(({ timeS, lastSampleS }) => timeS - (lastSampleS ?? 0));
  return {
    silentAfterS: silences.length === 0 ? null : Math.max(...silences),
    recoveredS: Math.max(...back),
    missing: ids.reduce((sum, id) => sum + bench.arrivalsOf(id).missing, 0),
    late: ids.reduce((sum, id, i) => sum + bench.arrivalsOf(id).late - (lateBefore[i] ?? 0), 0),
  };
}
