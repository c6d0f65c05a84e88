import { route } from "@/lib/api/route";
import * as operations from "@/lib/images/schema";
import { restoreImages } from "@/lib/images/trash-images";

export const POST = route(operations.restoreImages, ({ ctx, actor, input }) => restoreImages({ ...ctx, actor }, input));
