import { kmHPerMPerS } from "../model/units.ts";
import {
  type CompensationKind,
  type CompensationRequest,
  compensationAmounts,
  runningSpeedLimitsMPerS,
  usualAmounts,
} from "../session/simulation-options.ts";
import type { ReadValue } from "./option.ts";

const compensationKinds = Object.keys(usualAmounts) as readonly CompensationKind[];

/** A number without sign or exponent; NaN where it is none. */
function plainNumber(text: string): number {
  return /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}

/** "90", "1:30" or "1:00:00" in seconds; NaN where it is no time. */
function readSeconds(text: string): number {
  // Minutes count up to 59 only where hours stand before them.
  const clock = /^(?:(?:(\d+):(?=[0-5]\d:))?(\d+):)?([0-5]\d(?:\.\d+)?)$/.exec(text);
  const [, hours = "0", minutes, seconds] = clock ?? [];
  if (minutes === undefined) return plainNumber(text);
  return 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds);
}

/** "90", "1:30", "1:00:00" or "endless". */
export function readDuration(text: string): ReadValue<number | "endless"> {
  if (text === "endless") return { value: text };
  const value = readSeconds(text);
  if (value > 0 && value <= 24 * 3600) return { value };
  return { allowed: "a time such as 90 (seconds), 1:30 or 1:00:00, up to 24 hours, or endless" };
}

/** "2.8" (m/s), "2.8m/s" or "10km/h", in m/s. */
export function readRunningSpeed(text: string): ReadValue<number> {
  const { min, max } = runningSpeedLimitsMPerS;
  const [, digits = "", unit] = /^(.*?)(m\/s|km\/h)?$/.exec(text) ?? [];
  const value = plainNumber(digits.trim()) / (unit === "km/h" ? kmHPerMPerS : 1);
  if (value >= min && value <= max) return { value };
  const kmPerH = `${(kmHPerMPerS * min).toFixed(1)} to ${(kmHPerMPerS * max).toFixed(1)}km/h`;
  return { allowed: `a speed from ${min} to ${max} (m/s), or with its unit: ${kmPerH}` };
}

/** "stance-shortened@60", "pelvic-tilt:4@1:30", "pelvic-tilt:4°@90", several separated by commas. */
export function readCompensations(text: string): ReadValue<readonly CompensationRequest[]> {
  const value: CompensationRequest[] = [];
  for (const part of text.split(",")) {
    const read = readCompensation(part.trim());
    if (!("value" in read)) return read;
    const { kind, atS } = read.value;
    if (value.some((other) => other.kind === kind && other.atS === atS)) {
      return { wrong: `${kind} is in it twice at the same moment` };
    }
    value.push(read.value);
  }
  return { value };
}

function readCompensation(text: string): ReadValue<CompensationRequest> {
  const [, name, , amountText, time = ""] = /^([a-z-]+)(:([^@]+))?@(.+)$/.exec(text) ?? [];
  const kind = compensationKinds.find((candidate) => candidate === name);
  const atS = readSeconds(time);
  if (kind === undefined || Number.isNaN(atS)) {
    return {
      allowed: `KIND@TIME or KIND:AMOUNT@TIME, such as stance-shortened@1:00; KIND is one of ${compensationKinds.join(", ")}`,
    };
  }
  if (amountText === undefined) return { value: { kind, amount: null, atS } };
  const amount = readAmount(amountText, compensationAmounts.unit(kind));
  const problem = compensationAmounts.problem(kind, amount);
  return problem === null ? { value: { kind, amount, atS } } : { wrong: problem };
}

/** "-4.5", with its unit or without; NaN where it is none. */
function readAmount(text: string, unit: string): number {
  const digits = text.endsWith(unit) ? text.slice(0, -unit.length).trimEnd() : text;
  return digits.startsWith("-") ? -plainNumber(digits.slice(1)) : plainNumber(digits);
}
