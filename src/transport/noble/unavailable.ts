import { BluetoothError } from "../bluetooth/bluetooth-error.ts";

/** Why there is no Bluetooth to be had. */
export const unavailableCauses = [
  /** noble or its native part is not installed, or was built for another Node. */
  "package-missing",
  "no-adapter",
  "no-permission",
  "adapter-off",
  /** Another program holds the adapter. */
  "adapter-busy",
  /** The adapter is there and says nothing, or never gets ready. */
  "no-answer",
  /** The adapter has no Bluetooth Low Energy. */
  "no-low-energy",
  "failed",
] as const;
export type UnavailableCause = (typeof unavailableCauses)[number];

const messages: Record<UnavailableCause, string> = {
  "package-missing": "The Bluetooth library is not installed completely.",
  "no-adapter": "This computer has no Bluetooth adapter that can be used.",
  "no-permission": "This program may not use the Bluetooth adapter.",
  "adapter-off": "The Bluetooth adapter is switched off.",
  "adapter-busy": "Another program holds the Bluetooth adapter.",
  "no-answer": "The Bluetooth adapter does not answer.",
  "no-low-energy": "The Bluetooth adapter cannot do Bluetooth Low Energy.",
  failed: "Bluetooth could not be started.",
};

type SystemHints = Readonly<Record<UnavailableCause, string>>;

const noLowEnergyHint = "Use an adapter for Bluetooth 4.0 or later.";

const linuxHints: SystemHints = {
  "package-missing":
    "Install make, g++, python3 and the Node headers, then run `npm install @abandonware/noble` and `npm rebuild @abandonware/bluetooth-hci-socket`.",
  "no-adapter":
    "Plug in a Bluetooth adapter; `hciconfig` lists those that the kernel knows. In a virtual machine or container it must be passed through.",
  "no-permission":
    "Give Node the right once with `sudo setcap cap_net_raw+eip $(eval readlink -f $(which node))`.",
  "adapter-off": "Switch it on with `rfkill unblock bluetooth` and `bluetoothctl power on`.",
  "adapter-busy":
    "Stop the other program; `sudo systemctl stop bluetooth` stops the Bluetooth service of the system.",
  "no-answer":
    "Unplug the adapter or run `sudo hciconfig hci0 reset`. If the Bluetooth service of the system works on the same adapter, `sudo systemctl stop bluetooth` keeps it out of the way.",
  "no-low-energy": noLowEnergyHint,
  failed: "`sudo hciconfig hci0 reset` or plugging the adapter in again may help.",
};

const darwinHints: SystemHints = {
  "package-missing":
    "Install the command line tools with `xcode-select --install`, then run `npm install @abandonware/noble`.",
  "no-adapter": "Plug in a Bluetooth adapter; a virtual machine has none.",
  "no-permission":
    "Allow the terminal to use Bluetooth in System Settings > Privacy & Security > Bluetooth, then start it anew.",
  "adapter-off": "Switch Bluetooth on in the Control Center or in System Settings > Bluetooth.",
  "adapter-busy": "Stop the other program.",
  "no-answer":
    "Allow the terminal to use Bluetooth in System Settings > Privacy & Security > Bluetooth; if it is allowed, switch Bluetooth off and on.",
  "no-low-energy": noLowEnergyHint,
  failed: "Switch Bluetooth off and on in System Settings > Bluetooth.",
};

const windowsHints: SystemHints = {
  "package-missing":
    "Install the Visual Studio Build Tools with C++ and Python, then run `npm install @abandonware/noble`.",
  "no-adapter": "Plug in a Bluetooth adapter; Device Manager lists those that Windows knows.",
  "no-permission": "Allow apps to use Bluetooth in Settings > Privacy & security > Radios.",
  "adapter-off": "Switch Bluetooth on in Settings > Bluetooth & devices.",
  "adapter-busy": "Stop the other program.",
  "no-answer": "Switch Bluetooth off and on in Settings > Bluetooth & devices.",
  "no-low-energy": noLowEnergyHint,
  failed: "Switch Bluetooth off and on in Settings > Bluetooth & devices.",
};

const otherHints: SystemHints = {
  "package-missing": "Run `npm install @abandonware/noble`.",
  "no-adapter": "Plug in a Bluetooth adapter.",
  "no-permission": "Give this user the right to use raw Bluetooth sockets.",
  "adapter-off": "Switch the adapter on.",
  "adapter-busy": "Stop the other program.",
  "no-answer": "Switch the adapter off and on.",
  "no-low-energy": noLowEnergyHint,
  failed: "Switch the adapter off and on.",
};

function hintsOf(platform: NodeJS.Platform): SystemHints {
  switch (platform) {
    case "linux":
      return linuxHints;
    case "darwin":
      return darwinHints;
    case "win32":
      return windowsHints;
    default:
      return otherHints;
  }
}

/** What a person can do about it, on this operating system. */
export function unavailableHint(cause: UnavailableCause, platform: NodeJS.Platform): string {
  return hintsOf(platform)[cause];
}

/** The BluetoothError "bluetooth-unavailable" for this cause on this operating system. */
export function unavailable(
  cause: UnavailableCause,
  platform: NodeJS.Platform,
  error?: unknown,
): BluetoothError {
  return new BluetoothError("bluetooth-unavailable", messages[cause], {
    hint: unavailableHint(cause, platform),
    cause: error,
  });
}

const causesByCode: Record<string, UnavailableCause> = {
  MODULE_NOT_FOUND: "package-missing",
  ERR_MODULE_NOT_FOUND: "package-missing",
  ERR_DLOPEN_FAILED: "package-missing",
  EAFNOSUPPORT: "no-adapter",
  EPROTONOSUPPORT: "no-adapter",
  ENODEV: "no-adapter",
  ENXIO: "no-adapter",
  EPERM: "no-permission",
  EACCES: "no-permission",
  EBUSY: "adapter-busy",
  ENETDOWN: "adapter-off",
};

/** What an error that noble threw while it was loaded or started says of the cause. */
export function causeOf(error: unknown): UnavailableCause {
  if (!(error instanceof Error)) return "failed";
  const code: unknown = Reflect.get(error, "code");
  const known = typeof code === "string" ? causesByCode[code] : undefined;
  if (known !== undefined) return known;
  // How node-gyp-build says that neither a build nor a prebuilt binary is there.
  return /no native build was found/i.test(error.message) ? "package-missing" : "failed";
}
