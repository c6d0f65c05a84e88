import { toByteResponse } from "@/lib/api/byte-response";
import { readLinkVisitor } from "@/lib/api/link-visitor";
import { publicRoute } from "@/lib/api/route";
import { getSharedThumbnail } from "@/lib/sharing/get-shared-picture";
import * as operations from "@/lib/sharing/link-schema";

/** Asked about each time by its ETag: a link that is closed shows nothing any more. */
export const GET = publicRoute(operations.getSharedThumbnail, async ({ ctx, input, request }) =>
  toByteResponse(request, await getSharedThumbnail(ctx, input, await readLinkVisitor()), { cacheControl: "private, no-cache" }),
);
