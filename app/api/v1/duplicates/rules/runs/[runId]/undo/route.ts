import { route } from "@/lib/api/route";
import * as operations from "@/lib/duplicates/rules/schema";
import { undoDuplicateRuleRun } from "@/lib/duplicates/rules/undo-rule-run";

export const POST = route(operations.undoDuplicateRuleRun, ({ ctx, actor, input }) => undoDuplicateRuleRun({ ...ctx, actor }, input));
