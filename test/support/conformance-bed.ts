import { firstValueFrom } from "rxjs";
import { filter } from "rxjs/operators";
import type { RequirementId } from "../../src/conformance/requirements.ts";
import { runChecks } from "../../src/conformance/run-checks.ts";
import type { Verdict } from "../../src/conformance/verdict.ts";
import type { BluetoothCentral } from "../../src/transport/bluetooth/bluetooth-central.ts";
import { createNobleCentral } from "../../src/transport/noble/noble-central.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { virtualHciSocketClass } from "../../src/transport/virtual/virtual-hci-socket.ts";
import type { VirtualPod } from "../../src/transport/virtual/virtual-pod.ts";
import { VirtualPods } from "../../src/transport/virtual/virtual-pods.ts";

/** Emulated pods under the real noble, one of which is held to the protocol. */
export class ConformanceBed {
  readonly world = new VirtualPods(defaultScenario({ durationS: null }));
  readonly central: BluetoothCentral = createNobleCentral({
    hciSocketClass: virtualHciSocketClass([this.world.controller]),
  });

  get pod(): VirtualPod {
    return this.world.podAt("pelvis");
  }

  async run(
    only: readonly RequirementId[] | null,
    signal = new AbortController().signal,
  ): Promise<readonly Verdict[]> {
    const deviceId = this.pod.peripheral.address;
    const advertisement = await firstValueFrom(
      this.central.advertisements.pipe(
        filter((report) => report.deviceId === deviceId && report.localName !== null),
      ),
    );
    return runChecks({ central: this.central, advertisement, only, signal, onCheck: () => {} });
  }

  async close(): Promise<void> {
    await this.central.close();
    this.world.close();
  }
}
