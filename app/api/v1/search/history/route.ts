import { route } from "@/lib/api/route";
import { clearSearchHistory, listSearchHistory, rememberSearch } from "@/lib/search/remember-search";
import * as operations from "@/lib/search/saved-schema";

export const GET = route(operations.listSearchHistory, ({ ctx, actor, input }) => listSearchHistory({ ...ctx, actor }, input));
export const POST = route(operations.rememberSearch, ({ ctx, actor, input }) => rememberSearch({ ...ctx, actor }, input));
export const DELETE = route(operations.clearSearchHistory, async ({ ctx, actor }) => {
  await clearSearchHistory({ ...ctx, actor });
  return undefined;
});
