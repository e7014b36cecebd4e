/** Exit status of a process ended by Ctrl-C, as shells know it (128 + SIGINT). */
const interruptedExitCode = 130;

type StopSignal = "SIGINT" | "SIGTERM";

/** The part of `process` that tells of signals. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
}

/**
 * An AbortSignal that the first SIGINT or SIGTERM aborts, so that a command can stop in order. The
 * second one calls `exit`: whoever asks twice does not want to wait.
 */
export function stopOnSignals(source: SignalSource, exit: (code: number) => void): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) exit(interruptedExitCode);
    else controller.abort();
  };
  source.on("SIGINT", stop);
  source.on("SIGTERM", stop);
  return controller.signal;
}
