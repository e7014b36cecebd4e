/** One thing at a time, in the order in which they were asked for. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs the task when its turn comes. The queue goes on whatever becomes of it. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(task);
    this.#last = mine.catch(() => {});
    return mine;
  }
}
