import { route } from "@/lib/api/route";
import * as operations from "@/lib/images/schema";
import { trashImages } from "@/lib/images/trash-images";

export const POST = route(operations.trashImages, ({ ctx, actor, input }) => trashImages({ ...ctx, actor }, input));
