import { route } from "@/lib/api/route";
import { checkHashes } from "@/lib/uploads/check-hashes";
import { checkHashes as operation } from "@/lib/uploads/schema";

export const POST = route(operation, ({ ctx, actor, input }) => checkHashes(ctx, actor, input));
