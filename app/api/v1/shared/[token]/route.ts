import { readLinkVisitor } from "@/lib/api/link-visitor";
import { publicRoute } from "@/lib/api/route";
import * as operations from "@/lib/sharing/link-schema";
import { getShared } from "@/lib/sharing/open-link";

export const GET = publicRoute(operations.getShared, async ({ ctx, input }) => getShared(ctx, input, await readLinkVisitor()));
