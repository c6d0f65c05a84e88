import { route } from "@/lib/api/route";
import { listSavedSearchImages } from "@/lib/search/save-search";
import * as operations from "@/lib/search/saved-schema";

export const GET = route(operations.listSavedSearchImages, ({ ctx, actor, input }) => listSavedSearchImages({ ...ctx, actor }, input));
