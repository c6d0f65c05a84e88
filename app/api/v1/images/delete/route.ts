import { route } from "@/lib/api/route";
import { deleteImages } from "@/lib/images/delete-images";
import * as operations from "@/lib/images/schema";

export const POST = route(operations.deleteImages, ({ ctx, actor, input }) => deleteImages({ ...ctx, actor }, input));
