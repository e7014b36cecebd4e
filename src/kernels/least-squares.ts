/** A pivot below this part of its diagonal is rounding: what it stands for depends on the ones before. */
const leastPivot = 1e-10;

/** Elements of the lower triangle of an n × n matrix. */
export function triangleSize(n: number): number {
  return (n * (n + 1)) / 2;
}

/**
 * Sum of squares that a linear least-squares fit leaves, from the sums of products alone.
 * @param products lower triangle, row by row, of the products of the unknowns' factors and, last, of the value to explain
 * (`triangleSize(unknowns + 1)` sums). Used up.
 * @returns what is left, never negative; factors that depend on others explain nothing more.
 */
export function leastSquaresResidual(products: Float64Array, unknowns: number): number {
  // Gaussian elimination of a symmetric matrix; what is left of the last diagonal element is the residual.
  for (let pivot = 0; pivot < unknowns; pivot++) {
    const pivotRow = triangleSize(pivot);
    const diagonal = products[pivotRow + pivot] as number;
    if (!(diagonal > 0)) continue;
    for (let i = pivot + 1; i <= unknowns; i++) {
      const row = triangleSize(i);
      const factor = (products[row + pivot] as number) / diagonal;
      const own = products[row + i] as number;
      for (let k = pivot + 1; k <= i; k++) {
        const other = products[triangleSize(k) + pivot] as number;
        products[row + k] = (products[row + k] as number) - factor * other;
      }
      // A pivot that cancels is none.
      if ((products[row + i] as number) < leastPivot * own) products[row + i] = 0;
    }
  }
  return Math.max(0, products[triangleSize(unknowns) + unknowns] as number);
}
