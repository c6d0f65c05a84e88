import { route } from "@/lib/api/route";
import { explainHit } from "@/lib/search/explain-hit";
import * as operations from "@/lib/search/help-schema";

export const GET = route(operations.explainHit, ({ ctx, actor, input }) => explainHit({ ...ctx, actor }, input));
