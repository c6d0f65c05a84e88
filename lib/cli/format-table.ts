/** Rows as lines with columns that stand below each other; the last one may be as long as it likes. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** Foreign text without what could move a terminal's cursor or change its colours. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "�");
}
