import type { EventEmitter } from "node:events";

/** A promise under way: settled by the first that is called; what was set up for it is taken down again then. */
export interface Settling<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
  /** Called once, when the promise is settled. */
  onSettled(takeDown: () => void): void;
}

export interface SettlingLimits {
  readonly timeoutMs: number;
  /** Makes the error for when time is up. */
  readonly onTimeout: () => unknown;
  /** Gives it up, with the signal's reason as error. */
  readonly signals: readonly AbortSignal[];
}

/**
 * Time is up later than this where the process was held up by other work, ms. Its timers then run before what came meanwhile is
 * taken from the socket: that gets as long again.
 */
const heldUpMs = 100;

/**
 * A promise that always settles: noble has calls that never answer. `start` sets up its listeners first and then asks noble;
 * where it throws, the promise rejects.
 */
export function settle<T>(
  start: (settling: Settling<T>) => void,
  limits: SettlingLimits,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const takeDowns: (() => void)[] = [];
    let settled = false;
    const finish = (then: () => void) => {
      if (settled) return;
      settled = true;
      for (const takeDown of takeDowns) takeDown();
      then();
    };
    const settling: Settling<T> = {
      resolve: (value) => finish(() => resolve(value)),
      reject: (error) => finish(() => reject(error)),
      onSettled: (takeDown) => {
        if (settled) takeDown();
        else takeDowns.push(takeDown);
      },
    };
    for (const signal of limits.signals) {
      if (signal.aborted) return settling.reject(signal.reason);
      const onAbort = () => settling.reject(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      settling.onSettled(() => signal.removeEventListener("abort", onAbort));
    }
    const dueMs = performance.now() + limits.timeoutMs;
    const onDue = () => {
      const isHeldUp = performance.now() - dueMs > heldUpMs;
      const late = () => settling.reject(limits.onTimeout());
      if (isHeldUp) timer = setTimeout(late, heldUpMs);
      else late();
    };
    let timer = setTimeout(onDue, limits.timeoutMs);
    settling.onSettled(() => clearTimeout(timer));
    try {
      start(settling);
    } catch (error) {
      settling.reject(error);
    }
  });
}

/** Listens until the promise is settled. */
export function listenWhile<A extends unknown[]>(
  settling: Pick<Settling<never>, "onSettled">,
  emitter: EventEmitter,
  event: string,
  listener: (...values: A) => void,
): void {
  emitter.on(event, listener);
  settling.onSettled(() => emitter.removeListener(event, listener));
}

/** What `work` comes to, unless the signal comes first: then what comes late is given to `dropLate`. */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  dropLate: (late: T) => void = () => {},
): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const onAbort = () => {
      reject(signal.reason);
      work.then(dropLate, () => {});
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
