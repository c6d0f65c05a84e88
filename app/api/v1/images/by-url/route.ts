import { route } from "@/lib/api/route";
import { addImagesByUrl } from "@/lib/uploads/add-images-by-url";
import { deleteImageByUrl } from "@/lib/uploads/delete-image-by-url";
import * as operations from "@/lib/uploads/schema";

export const POST = route(operations.addImagesByUrl, ({ ctx, actor, input }) => addImagesByUrl(ctx, actor, input));
export const DELETE = route(operations.deleteImageByUrl, ({ ctx, actor, input }) => deleteImageByUrl({ ...ctx, actor }, input));
