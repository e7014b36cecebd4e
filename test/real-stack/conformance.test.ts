import { expect, test } from "vitest";
import { ConformanceBed } from "../support/conformance-bed.ts";
import { type PodMutant, podMutants } from "../support/pod-mutants.ts";

const lanes = 4;

test.concurrent("the emulated pod meets every requirement that is looked at, and is left as it was", async () => {
  const bed = new ConformanceBed();
  try {
    const verdicts = await bed.run(null);
    expect(verdicts.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect(verdicts.filter(({ outcome }) => outcome === "passed").length).toBeGreaterThan(30);
    expect(bed.pod.peripheral.isLinked).toBe(false);
    expect(bed.pod.pod.state).toBe("advertising");
    expect([...bed.pod.pod.read("configuration", bed.world.nowS())]).toEqual([2, 0, 0, 0]);
  } finally {
    await bed.close();
  }
}, 240_000);

test.concurrent("every pod that does something wrong fails the requirement that it breaks", async () => {
  const left = [...podMutants];
  const uncaught: string[] = [];
  const lane = async (): Promise<void> => {
    for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
      const seen = await verdictOn(mutant);
      if (!seen.startsWith("failed")) uncaught.push(`${mutant.name}: ${mutant.breaks} ${seen}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  expect(uncaught).toEqual([]);
}, 240_000);

async function verdictOn({ breaks, spoil }: PodMutant): Promise<string> {
  const bed = new ConformanceBed();
  const mend = spoil(bed.pod, bed.world);
  try {
    const [verdict] = await bed.run([breaks]);
    return `${verdict?.outcome}: ${verdict?.detail}`;
  } catch (error) {
    return `not run: ${error}`;
  } finally {
    mend?.();
    await bed.close();
  }
}
