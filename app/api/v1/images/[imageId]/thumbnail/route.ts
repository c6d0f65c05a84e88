import { toByteResponse } from "@/lib/api/byte-response";
import { route } from "@/lib/api/route";
import { getThumbnail } from "@/lib/images/get-thumbnail";
import * as operations from "@/lib/images/schema";

/** An address with its version may be kept for a year, what pages show for a day, and others are asked about by their ETag. */
export const GET = route(operations.getThumbnail, async ({ ctx, actor, input, request }) => {
  const thumbnail = await getThumbnail({ ...ctx, actor }, input);
  const forPages = typeof input.size === "string" ? "private, max-age=86400" : "private, no-cache";
  return toByteResponse(request, thumbnail, { cacheControl: thumbnail.isPinned ? "private, max-age=31536000, immutable" : forPages });
});
