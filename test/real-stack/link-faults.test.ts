import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linkFaults, longFault, runFault } from "../support/link-faults.ts";
import { LiveBench } from "../support/live-bench.ts";

/** What a link may take on top of the bar of 3 s where a test machine is busy with others. */
const machineS = 3;
const mostRecoveryS = 3 + machineS;
/** The same on top of the bar of 1 s. */
const mostSilentS = 1 + 0.5;

describe("a link that something happens to", () => {
  let bench: LiveBench;

  beforeAll(async () => {
    bench = new LiveBench();
    await bench.untilAllLive(20);
  });

  afterAll(() => bench.close());

  it.each(linkFaults)(
    "streams again after $name, and nothing that the pod still has is lost",
    async (fault) => {
      await bench.untilAllLive(20);
      const { recoveredS, missing, silentAfterS } = await runFault(bench, fault, "leftThigh");
      expect(recoveredS).toBeLessThan(mostRecoveryS);
      if (!fault.isShort) expect(silentAfterS).not.toBeNull();
      expect(silentAfterS ?? 0).toBeLessThan(mostSilentS);
      expect(missing).toBe(0);
    },
    60_000,
  );

  it("gets a minute out of range back from the pod's buffer", async () => {
    await bench.untilAllLive(20);
    const { recoveredS, missing, late } = await runFault(bench, longFault, "pelvis");
    expect(recoveredS).toBeLessThan(mostRecoveryS);
    expect(missing).toBe(0);
    // 60 s of packets of 35 ms.
    expect(late).toBeGreaterThan(1650);
  }, 120_000);
});
