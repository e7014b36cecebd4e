interface Item {
  readonly atS: number;
  readonly act: (timeS: number) => void;
}

/** What is going to happen, in the order of time; of the same moment, in the order in which it was planned. */
export class Agenda {
  readonly #items: Item[] = [];

  /** When the next thing happens, s; infinity where nothing is planned. */
  get nextS(): number {
    return this.#items[0]?.atS ?? Number.POSITIVE_INFINITY;
  }

  plan(atS: number, act: (timeS: number) => void): void {
    let index = this.#items.length;
    while (index > 0 && (this.#items[index - 1] as Item).atS > atS) index -= 1;
    this.#items.splice(index, 0, { atS, act });
  }

  /** Lets the next thing happen. */
  runNext(): void {
    const item = this.#items.shift();
    item?.act(item.atS);
  }
}
