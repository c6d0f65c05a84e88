import type { RuleRow } from "./rule-queries";
import { type DuplicateRule, ruleAction, ruleCondition } from "./schema";

/** What leaves the server of a rule. */
export function toRule(row: RuleRow): DuplicateRule {
  return {
    id: row.id,
    name: row.name,
    condition: ruleCondition.parse(row.condition),
    action: ruleAction.parse(row.action),
    enabled: row.enabled,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
