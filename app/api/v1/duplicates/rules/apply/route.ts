import { route } from "@/lib/api/route";
import { applyDuplicateRules } from "@/lib/duplicates/rules/apply-rules";
import * as operations from "@/lib/duplicates/rules/schema";

export const POST = route(operations.applyDuplicateRules, ({ ctx, actor, input }) => applyDuplicateRules({ ...ctx, actor }, input));
