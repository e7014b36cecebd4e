import { expect, test, vi } from "vitest";
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

test.concurrent("a pod that measures for a session whose link is lost is left to it", async () => {
  const bed = new ConformanceBed();
  try {
    const { pod } = bed.pod;
    pod.connect(bed.world.nowS(), 247);
    for (const channel of ["control", "samples"] as const) {
      pod.subscribe(channel, true, bed.world.nowS());
    }
    // configure: 208 Hz, ±16 g, ±2000 °/s, 8 samples, left thigh; start.
    pod.write("control", Uint8Array.of(0x30, 0x09, 1, 0xa4, 8, 2), bed.world.nowS());
    pod.write("control", Uint8Array.of(0x30, 0x01, 2), bed.world.nowS());
    pod.disconnect(bed.world.nowS());
    await expect(bed.run(["HP-010"])).rejects.toThrow(/measures for a session/);
    expect(pod.state).toBe("buffering");
    await vi.waitFor(() => expect(bed.pod.peripheral.isLinked).toBe(false), 5000);
  } finally {
    await bed.close();
  }
}, 60_000);

test.concurrent("an adapter that hears nothing while it has a link does not say that a pod is silent", async () => {
  const bed = new ConformanceBed();
  try {
    for (const { peripheral } of bed.world.pods) {
      if (peripheral !== bed.pod.peripheral) peripheral.path.inRange = false;
    }
    const [verdict] = await bed.run(["HP-006"]);
    expect(verdict?.outcome).toBe("not-checked");
  } finally {
    await bed.close();
  }
}, 60_000);

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
