import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import { type AttError, attRequests, describeAttError, wedgesNoble } from "./att-errors.ts";
import { type Settling, settle } from "./settle.ts";

/**
 * An answer that takes longer is not waited for, ms. The attribute protocol allows 30 s (Core, Vol 3, Part F, 3.3.3), but a pod
 * that answers streams in half a second, and seconds without it are lost for the session; an answer that lost packets hold up for
 * so long comes over a link that is hardly there, which a new one replaces sooner.
 */
const answerTimeoutMs = 2000;

interface AttExchange<T> {
  /** What the device is asked for, after "The device did not". */
  readonly what: string;
  readonly start: (settling: Settling<T>) => void;
  /** Requests whose refusal makes it fail. */
  readonly requests: readonly number[];
  /** Refusals that belong to it. */
  readonly allowedErrors?: readonly number[];
}

interface AttExchangesParts {
  readonly deviceId: string;
  /** Tells the ATT errors of the connection and returns what stops it; null where the system keeps them to itself. */
  readonly listenToAttErrors: ((listener: (error: AttError) => void) => () => void) | null;
  /** Gives up what is under way. */
  readonly closing: AbortSignal;
  /** noble waits for an answer that will not come, and sends nothing else on this connection. */
  readonly onWedged: (reason: BluetoothError) => void;
}

/** The exchanges with one device, of which one at a time is under way; each settles whatever noble does. */
export class AttExchanges {
  readonly #parts: AttExchangesParts;
  readonly #stopListening: (() => void) | null;
  #onAttError: ((error: AttError) => void) | null = null;

  constructor(parts: AttExchangesParts) {
    this.#parts = parts;
    this.#stopListening = parts.listenToAttErrors?.((error) => this.#onAttError?.(error)) ?? null;
  }

  stop(): void {
    this.#stopListening?.();
  }

  /** @throws BluetoothError */
  run<T>(exchange: AttExchange<T>): Promise<T> {
    const { deviceId, closing, onWedged } = this.#parts;
    return settle<T>(
      (settling) => {
        this.#onAttError = ({ request, code }) => {
          if (!exchange.requests.includes(request)) return;
          if (exchange.allowedErrors?.includes(code)) return;
          const error = new BluetoothError(
            "att-error",
            `${deviceId} did not ${exchange.what}: ${describeAttError(code)}.`,
          );
          settling.reject(error);
          // The parts of a long value that noble has lined up would be written all the same.
          if (wedgesNoble(code) || request === attRequests.prepareWrite) onWedged(error);
        };
        settling.onSettled(() => {
          this.#onAttError = null;
        });
        exchange.start(settling);
      },
      {
        timeoutMs: answerTimeoutMs,
        onTimeout: () => {
          const error = new BluetoothError(
            "att-timeout",
            `${deviceId} did not ${exchange.what} within ${answerTimeoutMs / 1000} s.`,
          );
          onWedged(error);
          return error;
        },
        signals: [closing],
      },
    );
  }
}
