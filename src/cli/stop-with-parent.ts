/** How often it is looked whether the parent is still there, ms. */
const lookEveryMs = 500;

/** The part of `process` that knows its parent. */
interface ChildProcess {
  readonly ppid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * An AbortSignal that the death of the parent aborts where npm started the program: npm runs it in a shell, and passes a signal on to
 * that shell alone, which dies of it and leaves the program behind. Started in any other way the program may outlive its parent.
 * (Windows does not tell: there nothing is aborted.)
 */
export function stopWithParent(child: ChildProcess): AbortSignal {
  const controller = new AbortController();
  if (child.env.npm_lifecycle_event === undefined) return controller.signal;
  const parent = child.ppid;
  const timer = setInterval(() => {
    if (child.ppid === parent) return;
    clearInterval(timer);
    controller.abort();
  }, lookEveryMs);
  // Looking must not keep a program alive that has done its work.
  timer.unref();
  return controller.signal;
}
