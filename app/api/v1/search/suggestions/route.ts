import { route } from "@/lib/api/route";
import * as operations from "@/lib/search/help-schema";
import { suggestSearches } from "@/lib/search/suggest-searches";

export const GET = route(operations.suggestSearches, ({ ctx, actor, input }) => suggestSearches({ ...ctx, actor }, input));
