import { route } from "@/lib/api/route";
import * as operations from "@/lib/search/schema";
import { searchByImage } from "@/lib/search/search-by-image";

export const GET = route(operations.searchByImage, ({ ctx, actor, input }) => searchByImage({ ...ctx, actor }, input));
