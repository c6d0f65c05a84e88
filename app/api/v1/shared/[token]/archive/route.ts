import { contentDisposition } from "@/lib/api/byte-response";
import { readLinkVisitor } from "@/lib/api/link-visitor";
import { publicRoute } from "@/lib/api/route";
import { downloadShared } from "@/lib/sharing/download-shared";
import * as operations from "@/lib/sharing/schema";

export const GET = publicRoute(operations.downloadShared, async ({ ctx, input }) => {
  const { fileName, stream } = await downloadShared(ctx, input, await readLinkVisitor());
  const headers = { "content-type": "application/zip", "cache-control": "no-store", "x-content-type-options": "nosniff" };
  return new Response(stream, { headers: { ...headers, "content-disposition": contentDisposition(true, fileName) } });
});
