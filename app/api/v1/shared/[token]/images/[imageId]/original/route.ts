import { toByteResponse } from "@/lib/api/byte-response";
import { readLinkVisitor } from "@/lib/api/link-visitor";
import { publicRoute } from "@/lib/api/route";
import { getSharedOriginal } from "@/lib/sharing/get-shared-picture";
import * as operations from "@/lib/sharing/link-schema";

export const GET = publicRoute(operations.getSharedOriginal, async ({ ctx, input, request }) => {
  const picture = await getSharedOriginal(ctx, input, await readLinkVisitor());
  return toByteResponse(request, picture, { cacheControl: "private, no-cache", download: true });
});
