/** One measured figure of merit. */
export interface Figure {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** How many errors (trials, contacts …) it is made of. */
  readonly n: number;
  /** Largest single error, where the figure is a mean. */
  readonly worst?: number;
  /** The single values, by trial. */
  readonly per?: Readonly<Record<string, number>>;
}

/** A table for people: a heading row and text cells. */
export interface Table {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

export interface Measured {
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
}

export const rootMeanSquare = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

export const largest = (values: readonly number[]): number =>
  Math.max(...values.map((value) => Math.abs(value)));
