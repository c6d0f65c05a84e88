import { route } from "@/lib/api/route";
import { createDuplicateRule, listDuplicateRules } from "@/lib/duplicates/rules/change-rules";
import * as operations from "@/lib/duplicates/rules/schema";

export const GET = route(operations.listDuplicateRules, ({ ctx, actor, input }) => listDuplicateRules({ ...ctx, actor }, input));

export const POST = route(operations.createDuplicateRule, ({ ctx, actor, input }) => createDuplicateRule({ ...ctx, actor }, input));
