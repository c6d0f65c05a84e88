import { parseInput, requireKnownFields } from "@/lib/api/parse-input";
import { readPictureRequest } from "@/lib/api/picture-request";
import { route } from "@/lib/api/route";
import { renderPicture } from "@/lib/search/render-picture";
import * as operations from "@/lib/search/schema";
import { withTemporaryPictures } from "@/lib/search/temporary-pictures";

export const POST = route(operations.renderPicture, ({ ctx, request }) =>
  withTemporaryPictures(ctx, async (pictures) => {
    const fields = await readPictureRequest(request, pictures.take);
    requireKnownFields(operations.pictureToRender, fields);
    const jpeg = await renderPicture(ctx, parseInput(operations.pictureToRender, fields), pictures);
    const headers = { "content-type": "image/jpeg", "cache-control": "no-store", "x-content-type-options": "nosniff" };
    return new Response(jpeg as Uint8Array<ArrayBuffer>, { headers });
  }),
);
