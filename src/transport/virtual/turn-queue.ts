/** Hands things on one per turn of the event loop, as a real socket gives packets: hosts rely on what they do in between. */
export class TurnQueue<T> {
  readonly #deliver: (item: T) => void;
  #waiting: T[] = [];
  #isDraining = false;

  constructor(deliver: (item: T) => void) {
    this.#deliver = deliver;
  }

  put(item: T): void {
    this.#waiting.push(item);
    if (this.#isDraining) return;
    this.#isDraining = true;
    setImmediate(() => this.#drain());
  }

  clear(): void {
    this.#waiting = [];
  }

  #drain(): void {
    const item = this.#waiting.shift();
    if (item !== undefined) this.#deliver(item);
    this.#isDraining = this.#waiting.length > 0;
    if (this.#isDraining) setImmediate(() => this.#drain());
  }
}
