import { parseInput, requireKnownFields } from "@/lib/api/parse-input";
import { readPictureRequest } from "@/lib/api/picture-request";
import { route } from "@/lib/api/route";
import { recognize, toSimilarityMap } from "@/lib/recognition/recognize";
import * as operations from "@/lib/recognition/schema";
import { withTemporaryPictures } from "@/lib/search/temporary-pictures";

export const POST = route(operations.recognize, ({ ctx, actor, request }) =>
  withTemporaryPictures(ctx, async (pictures) => {
    const fields = await readPictureRequest(request, pictures.take);
    requireKnownFields(operations.recognizeInput, fields);
    const input = parseInput(operations.recognizeInput, fields);
    const found = await recognize({ ...ctx, actor }, input, pictures);
    return input.format === "map" ? toSimilarityMap(found.matches) : found;
  }),
);
