import { route } from "@/lib/api/route";
import { deleteDuplicateRule, updateDuplicateRule } from "@/lib/duplicates/rules/change-rules";
import * as operations from "@/lib/duplicates/rules/schema";

export const PATCH = route(operations.updateDuplicateRule, ({ ctx, actor, input }) => updateDuplicateRule({ ...ctx, actor }, input));

export const DELETE = route(operations.deleteDuplicateRule, ({ ctx, actor, input }) => deleteDuplicateRule({ ...ctx, actor }, input));
