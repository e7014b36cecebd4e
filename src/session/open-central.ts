import type { Config } from "../config/config.ts";
import { UserError } from "../config/user-error.ts";
import type { Placement } from "../model/pod.ts";
import type { BluetoothCentral } from "../transport/bluetooth/bluetooth-central.ts";
import { createNobleCentral } from "../transport/noble/noble-central.ts";

/** Which radio to use. */
export interface RadioOptions {
  /** An emulated adapter with emulated pods within its reach; null = the adapter of this computer. */
  readonly virtual: VirtualOptions | null;
}

export interface VirtualOptions {
  /** A scenario file, the name of one that comes with Hipline, or null: the usual one. Its pods are what is there. */
  readonly scenario: string | null;
}

/** A radio in use. */
export interface OpenCentral {
  readonly central: BluetoothCentral;
  /** The pods of an emulated world as a config names them; null where the radio is a real one. */
  readonly virtualConfig: Config | null;
  /** Taps the pod that is worn there; null where only a person can. */
  readonly tap: ((placement: Placement) => void) | null;
  /** Ends every connection and lets the radio go. */
  close(): Promise<void>;
}

/** Opens the radio. That there is none shows at its first use, as a BluetoothError "bluetooth-unavailable". */
export async function openCentral({ virtual }: RadioOptions): Promise<OpenCentral> {
  if (virtual !== null) throw new UserError("--virtual: there is no emulated radio yet");
  const central = createNobleCentral();
  return { central, virtualConfig: null, tap: null, close: () => central.close() };
}
