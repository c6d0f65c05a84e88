import { toByteResponse } from "@/lib/api/byte-response";
import { route } from "@/lib/api/route";
import { getThumbnail } from "@/lib/images/get-thumbnail";
import * as operations from "@/lib/images/schema";

export const GET = route(operations.getThumbnail, async ({ ctx, actor, input, request }) =>
  toByteResponse(request, await getThumbnail({ ...ctx, actor }, input), { cacheControl: "private, max-age=86400" }),
);
