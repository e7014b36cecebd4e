/** A linear model: value = constant + Σ slopes[i] · inputs[i]. */
export interface LinearModel {
  readonly constant: number;
  readonly slopes: readonly number[];
}

/** One observation. */
export interface Observation {
  readonly inputs: readonly number[];
  readonly value: number;
  readonly weight: number;
}

/**
 * Weighted least squares with a ridge on the slopes of the standardised inputs: each is penalised with `ridge` times the sum of
 * weights. The constant is not penalised.
 */
export function weightedRidge(observations: readonly Observation[], ridge: number): LinearModel {
  const total = observations.reduce((sum, { weight }) => sum + weight, 0);
  const meanOf = (value: (o: Observation) => number): number =>
    observations.reduce((sum, o) => sum + o.weight * value(o), 0) / total;
  const count = observations[0]?.inputs.length ?? 0;
  const columns = Array.from({ length: count }, (_, i) => i);
  const input = (o: Observation, i: number): number => o.inputs[i] as number;
  const centres = columns.map((i) => meanOf((o) => input(o, i)));
  const scales = columns.map((i) =>
    Math.sqrt(meanOf((o) => (input(o, i) - (centres[i] as number)) ** 2)),
  );
  const scaled = (o: Observation, i: number): number =>
    (input(o, i) - (centres[i] as number)) / (scales[i] as number);
  const centre = meanOf((o) => o.value);
  const matrix = columns.map((i) =>
    columns.map((k) => meanOf((o) => scaled(o, i) * scaled(o, k)) + (i === k ? ridge : 0)),
  );
  const right = columns.map((i) => meanOf((o) => scaled(o, i) * (o.value - centre)));
  const slopes = solve(matrix, right).map((slope, i) => slope / (scales[i] as number));
  const constant = centre - slopes.reduce((sum, s, i) => sum + s * (centres[i] as number), 0);
  return { constant, slopes };
}

/** Solution of a small positive definite system, by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] as number]);
  rows.forEach((pivot, i) => {
    const scale = pivot[i] as number;
    for (let k = i; k < pivot.length; k++) pivot[k] = (pivot[k] as number) / scale;
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[i] as number;
      for (let k = i; k < row.length; k++) {
        row[k] = (row[k] as number) - factor * (pivot[k] as number);
      }
    }
  });
  return rows.map((row) => row.at(-1) as number);
}
