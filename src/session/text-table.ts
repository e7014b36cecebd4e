/** A left-aligned text table; the first row is the heading. Columns are two spaces apart. */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Minutes and seconds, "1:44". */
export function clockText(timeS: number): string {
  const seconds = Math.floor(timeS);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A number with a fixed count of decimals, or "not known". */
export function knownText(value: number | null, decimals: number, unit = ""): string {
  return value === null ? "not known" : `${value.toFixed(decimals)}${unit}`;
}
