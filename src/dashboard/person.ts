import { type ReadonlySignal, signal } from "@preact/signals";

/** Whoever taps on this page, as it is recorded with what they do about alerts. */
export const people = ["runner", "coach", "physiotherapist"] as const;
export type Person = (typeof people)[number];

const storageKey = "hipline-person";

export interface PersonChoice {
  readonly person: ReadonlySignal<Person>;
  choose(person: Person): void;
}

/** Remembers who uses this page; without a store (a browser may forbid it) for as long as it is open. */
export function choosePerson(storage: Pick<Storage, "getItem" | "setItem"> | null): PersonChoice {
  const known = people.find((one) => one === storage?.getItem(storageKey));
  const person = signal<Person>(known ?? "runner");
  return {
    person,
    choose: (next) => {
      person.value = next;
      storage?.setItem(storageKey, next);
    },
  };
}
