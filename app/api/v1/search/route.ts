import { parseInput, requireKnownFields } from "@/lib/api/parse-input";
import { readPictureRequest } from "@/lib/api/picture-request";
import { route } from "@/lib/api/route";
import * as operations from "@/lib/search/schema";
import { searchByMix } from "@/lib/search/search-by-mix";
import { searchByText } from "@/lib/search/search-by-text";
import { withTemporaryPictures } from "@/lib/search/temporary-pictures";

export const GET = route(operations.searchByText, ({ ctx, actor, input }) => searchByText({ ...ctx, actor }, input));
export const POST = route(operations.searchByMix, ({ ctx, actor, request }) =>
  withTemporaryPictures(ctx, async (pictures) => {
    const fields = await readPictureRequest(request, pictures.take);
    requireKnownFields(operations.searchMix, fields);
    return searchByMix({ ...ctx, actor }, parseInput(operations.searchMix, fields), pictures);
  }),
);
