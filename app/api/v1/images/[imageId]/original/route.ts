import { toByteResponse } from "@/lib/api/byte-response";
import { route } from "@/lib/api/route";
import * as operations from "@/lib/images/file-schema";
import { getOriginal } from "@/lib/images/get-original";

export const GET = route(operations.getOriginal, async ({ ctx, actor, input, request }) =>
  toByteResponse(request, await getOriginal({ ...ctx, actor }, input), {
    cacheControl: "private, no-cache",
    ...(input.download !== undefined && { download: input.download }),
  }),
);
