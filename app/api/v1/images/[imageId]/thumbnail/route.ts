import { toByteResponse } from "@/lib/api/byte-response";
import { countRequest } from "@/lib/api/rate-limit";
import { route } from "@/lib/api/route";
import { readClient } from "@/lib/auth/client-address";
import * as operations from "@/lib/images/file-schema";
import { getThumbnail } from "@/lib/images/get-thumbnail";

/** An address with its version may be kept for a year, what pages show for a day, and others are asked about by their ETag. What must be made first counts as a request. */
export const GET = route(operations.getThumbnail, async ({ ctx, actor, input, request }) => {
  const count = () => countRequest(ctx, actor, readClient(request.headers).address);
  const thumbnail = await getThumbnail({ ...ctx, actor }, input, count);
  const forPages = typeof input.size === "string" ? "private, max-age=86400" : "private, no-cache";
  return toByteResponse(request, thumbnail, { cacheControl: thumbnail.isPinned ? "private, max-age=31536000, immutable" : forPages });
});
