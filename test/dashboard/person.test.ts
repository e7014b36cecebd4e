import { describe, expect, it } from "vitest";
import { choosePerson } from "../../src/dashboard/person.ts";

describe("choosePerson", () => {
  it("is the runner until somebody says otherwise, and remembers who", () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const choice = choosePerson(storage);
    expect(choice.person.value).toBe("runner");
    choice.choose("coach");
    expect(choosePerson(storage).person.value).toBe("coach");
    for (const key of kept.keys()) kept.set(key, "emperor");
    expect(choosePerson(storage).person.value).toBe("runner");
  });

  it("works without a memory", () => {
    const choice = choosePerson(null);
    choice.choose("physiotherapist");
    expect(choice.person.value).toBe("physiotherapist");
  });
});
