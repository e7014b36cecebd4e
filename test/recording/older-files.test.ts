import { describe, expect, it } from "vitest";
import { outputMessageType } from "../../src/recording/output-message-types.ts";
import { entryMessageType } from "../../src/recording/raw-message-types.ts";

const bytes = (message: object): Uint8Array => new TextEncoder().encode(JSON.stringify(message));

/** As files had it before alerts had numbers, and effort could be entered. */
const alert = {
  kind: "alert",
  alertId: "pod-silent-1",
  ruleId: "pod-silent",
  phase: "raised",
  severity: "alert",
  timeS: 12.5,
  message: "The pelvis pod sends nothing any more.",
};

describe("a file of before alerts had numbers", () => {
  it("is read with what is not in it as not known", () => {
    expect(outputMessageType("alert").decode(bytes(alert))).toEqual({
      ...alert,
      podId: null,
      raisedAtS: 12.5,
      finding: null,
      causes: [],
      acknowledgedBy: null,
    });
    const entry = { entry: "pain", painLevel: 3 };
    expect(entryMessageType.decode(bytes(entry))).toEqual({ ...entry, effortLevel: null });
    const told = { kind: "entry", timeS: 3, entry: "catch" };
    expect(outputMessageType("entry").decode(bytes(told))).toEqual({
      ...told,
      painLevel: null,
      effortLevel: null,
    });
  });

  it("still needs what it always needed", () => {
    const { severity: _, ...incomplete } = alert;
    expect(() => outputMessageType("alert").decode(bytes(incomplete))).toThrow(/severity/);
    expect(() => entryMessageType.decode(bytes({ entry: "effort" }))).toThrow(/effortLevel/);
  });
});
