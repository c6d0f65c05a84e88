import { toArchiveResponse } from "@/lib/api/archive-response";
import { route } from "@/lib/api/route";
import { archiveCollection } from "@/lib/images/archive-images";
import * as operations from "@/lib/images/file-schema";

export const GET = route(operations.downloadCollection, async ({ ctx, actor, input }) =>
  toArchiveResponse(await archiveCollection({ ...ctx, actor }, input)),
);
