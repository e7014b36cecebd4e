/** A promise that somebody else settles. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  #resolve: (value: T) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever made it may give up before anybody awaits it.
    this.promise.catch(() => undefined);
  }

  resolve(value: T): void {
    this.#resolve(value);
  }

  reject(reason: unknown): void {
    this.#reject(reason);
  }
}

/** When waiting ends without a result. */
export interface WaitLimits {
  readonly timeoutMs: number;
  /** Rejects with its reason. */
  readonly signal: AbortSignal;
  /** What a time-out rejects with. */
  readonly late: () => Error;
}

/** What `promise` settles with, unless time is up or the signal aborts first; leaves no timer and no listener behind. */
export async function within<T>(promise: Promise<T>, limits: WaitLimits): Promise<T> {
  const { timeoutMs, signal, late } = limits;
  const given = new Deferred<never>();
  const onAbort = (): void => given.reject(signal.reason);
  const timer = setTimeout(() => given.reject(late()), timeoutMs);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, given.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
