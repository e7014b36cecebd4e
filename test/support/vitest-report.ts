import { z } from "zod";

/** The part of vitest's JSON report that is counted. */
const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  /** Everything that is wrong and is not a failed test: one line each, each counted as a failure by itself. */
  readonly problems: readonly string[];
}

/**
 * Counts the tests in vitest's JSON report (parsed). A test that was skipped or left to do, a file
 * that did not load and a run without any test are problems: each of them looks green otherwise.
 */
export function countTests(json: unknown): TestCount {
  const { testResults } = reportSchema.parse(json);
  const problems: string[] = [];
  let passed = 0;
  let failed = 0;
  for (const file of testResults) {
    let failedHere = 0;
    for (const test of file.assertionResults) {
      if (test.status === "passed") passed += 1;
      else if (test.status === "failed") failedHere += 1;
      else problems.push(`did not run (${test.status}): ${file.name}: ${test.fullName}`);
    }
    failed += failedHere;
    if (file.status !== "passed" && failedHere === 0) {
      problems.push(`failed outside its tests: ${file.name}: ${firstLine(file.message)}`);
    }
  }
  if (passed + failed === 0) problems.push("no test ran");
  return { passed, failed, problems };
}

function firstLine(text: string | undefined): string {
  return text?.trim().split("\n")[0] ?? "";
}
