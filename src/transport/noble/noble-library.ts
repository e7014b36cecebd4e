import Module, { createRequire } from "node:module";
import { type HciSocketClass, isNoble, type Noble } from "./noble-types.ts";

export interface NobleOptions {
  /** HCI socket to use instead of the adapter of this computer: an emulated radio. */
  readonly hciSocketClass?: HciSocketClass;
  /** Which adapter (0 = hci0). Default: the first that is up. Linux and emulated radios only. */
  readonly adapterIndex?: number;
}

/** Node's loader of CommonJS modules; `_load` is what every `require` in one goes through. */
interface CommonJsLoader {
  _load: (request: string, parent: unknown, isMain: boolean) => unknown;
}

function isCommonJsLoader(value: object): value is CommonJsLoader {
  return typeof Reflect.get(value, "_load") === "function";
}

const hciSocketPackage = "@abandonware/bluetooth-hci-socket";
const requireHere = createRequire(import.meta.url);

/** The class for the instance that is being made; noble keeps what it was loaded with, so the choice is made at each `new`. */
let chosenClass: HciSocketClass | null = null;

/** The socket of this computer, found where noble would find it. @throws where it is not built, or there is no adapter. */
function realSocketClass(): HciSocketClass {
  const requireLikeNoble = createRequire(requireHere.resolve("@abandonware/noble/package.json"));
  // By its path: by its name it may be replaced just now.
  return requireLikeNoble(requireLikeNoble.resolve(hciSocketPackage));
}

/** Stands in for the class of the HCI socket package: `new` on it makes the chosen one. */
function ChosenHciSocket() {
  const SocketClass = chosenClass ?? realSocketClass();
  return new SocketClass();
}

/**
 * Runs `load` with the HCI socket package replaced. Only there: everything else in this process that asks for the package gets
 * the package. Works without it, too, since nothing is looked up.
 */
function withChosenSocket<T>(load: () => T): T {
  if (!isCommonJsLoader(Module)) return load();
  const original = Module._load;
  Module._load = function loadInstead(request, parent, isMain) {
    if (request === hciSocketPackage) return ChosenHciSocket;
    return original.call(this, request, parent, isMain);
  };
  try {
    return load();
  } finally {
    Module._load = original;
  }
}

/**
 * A noble of its own, with its own adapter state and tables; it is loaded here and not before, because loading alone can throw
 * where there is no Bluetooth. Not started yet.
 *
 * @throws whatever noble, Node or the operating system throws
 */
export function createNoble(options: NobleOptions): Noble {
  const nobleOptions = options.adapterIndex === undefined ? {} : { deviceId: options.adapterIndex };
  chosenClass = options.hciSocketClass ?? null;
  try {
    const noble: unknown = withChosenSocket(() => {
      if (options.hciSocketClass === undefined) {
        return requireHere("@abandonware/noble/with-custom-binding")(nobleOptions);
      }
      // On every operating system: what noble would choose by itself is for real adapters.
      const Bindings = requireHere("@abandonware/noble/lib/hci-socket/bindings");
      return requireHere("@abandonware/noble/with-bindings")(new Bindings(nobleOptions));
    });
    if (!isNoble(noble)) throw new Error("This is not @abandonware/noble 1.9.2-26.");
    return noble;
  } finally {
    chosenClass = null;
  }
}
