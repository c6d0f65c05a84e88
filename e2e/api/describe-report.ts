import type { PropertyReport } from "./property-run";

/** The report as lines for people: counts per operation and status, then each fault once, with how often and one request. */
export function describeReport(report: PropertyReport): string {
  const rows = [...report.statuses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, counts]) => describeRow(name, counts));
  const faults = new Map<string, { count: number; told: string }>();
  for (const { operation, fault, told } of report.faults) {
    const key = fault === "asked before it" ? `${operation}: ${fault}: ${told}` : `${operation}: ${fault}`;
    faults.set(key, { count: (faults.get(key)?.count ?? 0) + 1, told });
  }
  return [
    ...rows,
    "",
    `${report.requests} requests in ${report.seconds.toFixed(1)} s to ${report.statuses.size} operations; by status: ${describeTotals(report)}`,
    `slowest: ${report.slowest.map(({ operation, ms }) => `${operation} ${ms} ms`).join(", ")}`,
    `never succeeded: ${report.neverSucceeded.join(", ") || "none"}`,
    ...(report.notPossible.size > 0 ? [`not possible on this server: ${[...report.notPossible].join(", ")}`] : []),
    `faults: ${report.faults.length}`,
    ...[...faults].map(([key, { count, told }]) => `  ${count}x ${key}\n     ${told}`),
  ].join("\n");
}

function describeRow(name: string, counts: ReadonlyMap<number, number>): string {
  const sum = [...counts.values()].reduce((a, b) => a + b, 0);
  const parts = [...counts].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  return `${name.padEnd(24)} ${String(sum).padStart(5)}   ${parts.join("  ")}`;
}

function describeTotals(report: PropertyReport): string {
  const totals = new Map<number, number>();
  for (const counts of report.statuses.values())
    for (const [status, count] of counts) totals.set(status, (totals.get(status) ?? 0) + count);
  return [...totals]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status}: ${count}`)
    .join(", ");
}
