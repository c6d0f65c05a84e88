import { parseInput, requireKnownFields } from "@/lib/api/parse-input";
import { readPictureRequest } from "@/lib/api/picture-request";
import { route } from "@/lib/api/route";
import { comparePictures } from "@/lib/search/compare-pictures";
import * as operations from "@/lib/search/schema";
import { withTemporaryPictures } from "@/lib/search/temporary-pictures";

export const POST = route(operations.comparePictures, ({ ctx, actor, request }) =>
  withTemporaryPictures(ctx, async (pictures) => {
    const fields = await readPictureRequest(request, pictures.take);
    requireKnownFields(operations.comparison, fields);
    return comparePictures({ ...ctx, actor }, parseInput(operations.comparison, fields), pictures);
  }),
);
