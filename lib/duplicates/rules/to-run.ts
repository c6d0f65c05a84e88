import { limits } from "../../limits";
import type { RunRow } from "./run-queries";
import type { DuplicateRuleRun } from "./schema";

/** Until when a run can be undone. */
export function undoUntil({ appliedAt }: Pick<RunRow, "appliedAt">): Date {
  return new Date(appliedAt.getTime() + limits.duplicates.ruleUndoDays * 86_400_000);
}

/** What leaves the server of a run. */
export function toRun(row: RunRow, now: Date): DuplicateRuleRun {
  const { automatic, groups } = row.changes;
  const countOf = (action: "keep" | "stack") =>
    groups.reduce((sum, group) => sum + (group.action === action ? group.otherIds.length : 0), 0);
  const until = undoUntil(row);
  return {
    id: row.id,
    automatic,
    ruleNames: [...new Set(groups.map(({ ruleName }) => ruleName))],
    groupCount: groups.length,
    trashCount: countOf("keep"),
    stackCount: countOf("stack"),
    appliedAt: row.appliedAt.toISOString(),
    undoneAt: row.undoneAt?.toISOString() ?? null,
    undoUntil: row.undoneAt === null && until > now ? until.toISOString() : null,
  };
}
