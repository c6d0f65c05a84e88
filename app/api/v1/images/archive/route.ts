import { toArchiveResponse } from "@/lib/api/archive-response";
import { route } from "@/lib/api/route";
import { archiveImages } from "@/lib/images/archive-images";
import * as operations from "@/lib/images/file-schema";

export const POST = route(operations.downloadImages, async ({ ctx, actor, input }) =>
  toArchiveResponse(await archiveImages({ ...ctx, actor }, input)),
);
