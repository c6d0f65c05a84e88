import { route } from "@/lib/api/route";
import { deleteImage } from "@/lib/images/delete-image";
import { getImage } from "@/lib/images/get-image";
import * as operations from "@/lib/images/schema";
import { updateImage } from "@/lib/images/update-images";

export const GET = route(operations.getImage, ({ ctx, actor, input }) => getImage({ ...ctx, actor }, input));
export const PATCH = route(operations.updateImage, ({ ctx, actor, input }) => updateImage({ ...ctx, actor }, input));
export const DELETE = route(operations.deleteImage, ({ ctx, actor, input }) => deleteImage({ ...ctx, actor }, input));
