import { route } from "@/lib/api/route";
import { previewDuplicateRules } from "@/lib/duplicates/rules/preview-rules";
import * as operations from "@/lib/duplicates/rules/schema";

export const POST = route(operations.previewDuplicateRules, ({ ctx, actor, input }) => previewDuplicateRules({ ...ctx, actor }, input));
