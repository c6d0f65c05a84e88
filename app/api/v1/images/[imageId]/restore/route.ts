import { route } from "@/lib/api/route";
import { restoreImage } from "@/lib/images/schema";
import { restoreImages } from "@/lib/images/trash-images";

export const POST = route(restoreImage, async ({ ctx, actor, input }) => {
  await restoreImages({ ...ctx, actor }, { imageIds: [input.imageId] });
  return undefined;
});
