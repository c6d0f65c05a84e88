import { readLinkVisitor } from "@/lib/api/link-visitor";
import { publicRoute } from "@/lib/api/route";
import { getShared } from "@/lib/sharing/open-link";
import * as operations from "@/lib/sharing/schema";

export const GET = publicRoute(operations.getShared, async ({ ctx, input }) => getShared(ctx, input, await readLinkVisitor()));
