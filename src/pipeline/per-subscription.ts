import { Observable, type OperatorFunction } from "rxjs";

/** Takes one value and passes on what follows from it. */
export type Step<In, Out> = (value: In, emit: (out: Out) => void) => void;

/**
 * An operator with state. `create` runs once per subscription, so that a recorder and a dashboard on
 * the same pipeline never share a filter.
 */
export function perSubscription<In, Out>(create: () => Step<In, Out>): OperatorFunction<In, Out> {
  return (source) =>
    new Observable((subscriber) => {
      const step = create();
      const emit = (out: Out): void => subscriber.next(out);
      return source.subscribe({
        next: (value) => {
          // A defect in a step ends the session through the error channel, so that files are closed
          // and servers stopped; thrown further up it would end the process.
          try {
            step(value, emit);
          } catch (error) {
            subscriber.error(error);
          }
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}
