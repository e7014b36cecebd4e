import path from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Test files that take long, the longest first.
 * A long file that starts last keeps one core busy while the others have nothing left to do. One that is missing here, or
 * in the wrong place, costs a little time and nothing else.
 */
const longFiles = [
  "real-stack/link-faults.test.ts",
  "kernels/contract.test.ts",
  "cli/bad-input.test.ts",
  "real-stack/scan-and-pair.test.ts",
  "scenarios/scenarios.test.ts",
  "e2e/replay-in-browser.test.ts",
  "real-stack/conformance.test.ts",
  "pipeline/damage.test.ts",
  "scenarios/shipped-scenarios.test.ts",
  "real-stack/movesense.test.ts",
  "real-stack/radio-commands.test.ts",
  "real-stack/monitor.test.ts",
  "e2e/simulation-in-browser.test.ts",
  "pipeline/late-strides.test.ts",
  "cli/simulate.test.ts",
  "real-stack/standard-sensors.test.ts",
  "real-stack/noble-central-emulated.test.ts",
  "accuracy/run.test.ts",
  "session/run-simulation.test.ts",
  "transport/simulated/truth.test.ts",
  "golden/recordings.test.ts",
  "e2e/page-words.test.ts",
  "recording/truncation.test.ts",
  "pipeline/calibration.test.ts",
  "recording/damage.test.ts",
  "cli/main.test.ts",
  "pipeline/pelvis-side.test.ts",
  "pipeline/robustness.test.ts",
];

/** The long files in the order above, then all others as vitest would have them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = longFiles.indexOf(path.relative(path.join(import.meta.dirname, ".."), moduleId));
      return rank < 0 ? longFiles.length : rank;
    };
    return usual.sort((a, b) => rankOf(a) - rankOf(b));
  }
}
