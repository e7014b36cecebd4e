import type { ComponentChildren } from "preact";
import { unknownText } from "../format.ts";

interface MeasureProps {
  /** The number as text; `unknownText` where it is not known. */
  readonly text: string;
  readonly unit: string;
  readonly testId: string;
  /** Why the number is missing, in plain words. */
  readonly why?: string | null;
}

/** One number with its unit; the unit is left away with the number. */
export function Measure({ text, unit, testId, why }: MeasureProps) {
  const isUnknown = text === unknownText;
  return (
    <span class={`measure${isUnknown ? " unknown" : ""}`}>
      <span data-testid={testId}>{text}</span>
      {!isUnknown && <small class="unit">{unit}</small>}
      {isUnknown && why !== undefined && why !== null && <small class="why">{why}</small>}
    </span>
  );
}

interface FactProps {
  readonly name: string;
  readonly children: ComponentChildren;
}

/** A name and its value, one below the other or side by side, as the surrounding list wants it. */
export function Fact({ name, children }: FactProps) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
