import { route } from "@/lib/api/route";
import { deleteSavedSearch, getSavedSearch, updateSavedSearch } from "@/lib/search/save-search";
import * as operations from "@/lib/search/saved-schema";

export const GET = route(operations.getSavedSearch, ({ ctx, actor, input }) => getSavedSearch({ ...ctx, actor }, input));
export const PATCH = route(operations.updateSavedSearch, ({ ctx, actor, input }) => updateSavedSearch({ ...ctx, actor }, input));
export const DELETE = route(operations.deleteSavedSearch, async ({ ctx, actor, input }) => {
  await deleteSavedSearch({ ...ctx, actor }, input);
  return undefined;
});
