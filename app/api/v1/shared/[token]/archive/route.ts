import { toArchiveResponse } from "@/lib/api/archive-response";
import { readLinkVisitor } from "@/lib/api/link-visitor";
import { publicRoute } from "@/lib/api/route";
import { downloadShared } from "@/lib/sharing/download-shared";
import * as operations from "@/lib/sharing/link-schema";

export const GET = publicRoute(operations.downloadShared, async ({ ctx, input }) =>
  toArchiveResponse(await downloadShared(ctx, input, await readLinkVisitor())),
);
