import { route } from "@/lib/api/route";
import { forgetSearch } from "@/lib/search/remember-search";
import * as operations from "@/lib/search/saved-schema";

export const DELETE = route(operations.forgetSearch, async ({ ctx, actor, input }) => {
  await forgetSearch({ ...ctx, actor }, input);
  return undefined;
});
