/** Exit status of a process ended by Ctrl-C, as shells know it (128 + SIGINT). */
const interruptedExitCode = 130;

/** Signals that come sooner after the first one are the same Ctrl-C: the terminal sends it, and npx passes it on once more. */
const samePressMs = 500;

type StopSignal = "SIGINT" | "SIGTERM";

/** The part of `process` that tells of signals. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
}

/**
 * An AbortSignal that the first SIGINT or SIGTERM aborts, so that a command can stop in order. The
 * second one calls `exit`: whoever asks twice does not want to wait.
 * @param nowMs a monotonic clock, ms.
 */
export function stopOnSignals(
  source: SignalSource,
  exit: (code: number) => void,
  nowMs: () => number,
): AbortSignal {
  const controller = new AbortController();
  let firstMs: number | null = null;
  const stop = (): void => {
    if (firstMs === null) {
      firstMs = nowMs();
      controller.abort();
    } else if (nowMs() - firstMs >= samePressMs) exit(interruptedExitCode);
  };
  source.on("SIGINT", stop);
  source.on("SIGTERM", stop);
  return controller.signal;
}
