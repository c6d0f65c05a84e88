import { route } from "@/lib/api/route";
import { createSavedSearch, listSavedSearches } from "@/lib/search/save-search";
import * as operations from "@/lib/search/saved-schema";

export const GET = route(operations.listSavedSearches, ({ ctx, actor, input }) => listSavedSearches({ ...ctx, actor }, input));
export const POST = route(operations.createSavedSearch, ({ ctx, actor, input }) => createSavedSearch({ ...ctx, actor }, input));
