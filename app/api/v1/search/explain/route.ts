import { parseInput, requireKnownFields } from "@/lib/api/parse-input";
import { readPictureRequest } from "@/lib/api/picture-request";
import { route } from "@/lib/api/route";
import { explainHit, explainMix } from "@/lib/search/explain-hit";
import * as operations from "@/lib/search/help-schema";
import { withTemporaryPictures } from "@/lib/search/temporary-pictures";

export const GET = route(operations.explainHit, ({ ctx, actor, input }) => explainHit({ ...ctx, actor }, input));
export const POST = route(operations.explainMix, ({ ctx, actor, request }) =>
  withTemporaryPictures(ctx, async (pictures) => {
    const fields = await readPictureRequest(request, pictures.take);
    requireKnownFields(operations.explainedMix, fields);
    return explainMix({ ...ctx, actor }, parseInput(operations.explainedMix, fields), pictures);
  }),
);
