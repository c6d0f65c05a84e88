import { readLinkVisitor } from "@/lib/api/link-visitor";
import { publicRoute } from "@/lib/api/route";
import { actorForOwner } from "@/lib/auth/access";
import { toAdditions } from "@/lib/sharing/additions";
import * as operations from "@/lib/sharing/link-schema";
import { listSharedImages } from "@/lib/sharing/list-shared-images";
import { requireLinkThatTakesPictures } from "@/lib/sharing/open-link";
import { readPictureForm } from "@/lib/uploads/read-picture-form";
import { receivePictures } from "@/lib/uploads/receive-pictures";

export const GET = publicRoute(operations.listSharedImages, async ({ ctx, input }) =>
  listSharedImages(ctx, input, await readLinkVisitor()),
);

/** Every picture is kept, also one that the owner has already: whether they do is nothing to a visitor. */
export const POST = publicRoute(operations.addToShared, async ({ ctx, input, request }) => {
  const { ownerId, collectionId } = await requireLinkThatTakesPictures(ctx, input, await readLinkVisitor());
  const { filesPerRequestMax: filesMax, fileBytesMax } = ctx.config.uploads;
  const pictures = readPictureForm(request, { filesMax, fileBytesMax });
  const options = { targetCollection: collectionId, detectDuplicates: false, onDuplicate: "review", wait: false } as const;
  return { results: toAdditions(await receivePictures(ctx, actorForOwner(ownerId), pictures, options)) };
});
