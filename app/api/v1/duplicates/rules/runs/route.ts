import { route } from "@/lib/api/route";
import { listDuplicateRuleRuns } from "@/lib/duplicates/rules/list-rule-runs";
import * as operations from "@/lib/duplicates/rules/schema";

export const GET = route(operations.listDuplicateRuleRuns, ({ ctx, actor, input }) => listDuplicateRuleRuns({ ...ctx, actor }, input));
