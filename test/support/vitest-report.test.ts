import { describe, expect, it } from "vitest";
import { countTests } from "./vitest-report.ts";

function fileWith(statuses: readonly string[], status = "passed", message = "") {
  const assertionResults = statuses.map((state, index) => ({
    fullName: `test ${index}`,
    status: state,
  }));
  return { name: "a.test.ts", status, message, assertionResults };
}

describe("countTests", () => {
  it("counts over all files", () => {
    const report = {
      testResults: [fileWith(["passed", "failed"], "failed"), fileWith(["passed"])],
    };
    expect(countTests(report)).toEqual({ passed: 2, failed: 1, problems: [] });
  });

  it.each(["skipped", "pending", "todo", "disabled"])("makes a %s test a problem", (status) => {
    expect(countTests({ testResults: [fileWith(["passed", status])] })).toEqual({
      passed: 1,
      failed: 0,
      problems: [`did not run (${status}): a.test.ts: test 1`],
    });
  });

  it("makes a file that did not load a problem, and so is a run in which nothing ran", () => {
    const report = { testResults: [fileWith([], "failed", "Cannot find module\n  at x")] };
    expect(countTests(report)).toEqual({
      passed: 0,
      failed: 0,
      problems: ["failed outside its tests: a.test.ts: Cannot find module", "no test ran"],
    });
  });

  it("makes a failure in a hook a problem although every test passed", () => {
    const report = { testResults: [fileWith(["passed"], "failed", "afterAll broke")] };
    expect(countTests(report).problems).toEqual([
      "failed outside its tests: a.test.ts: afterAll broke",
    ]);
  });

  it("refuses a report of another form instead of counting nothing", () => {
    expect(() => countTests({ results: [] })).toThrow();
  });
});
