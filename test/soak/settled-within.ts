/** What a promise resolves with. @throws Error where that takes longer than so many seconds. */
export function settledWithin<T>(promise: Promise<T>, seconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`nothing within ${seconds} s`)),
      1000 * seconds,
    );
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
