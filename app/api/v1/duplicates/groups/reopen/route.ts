import { route } from "@/lib/api/route";
import { reopenDuplicateGroup } from "@/lib/duplicates/reopen-duplicate-group";
import * as operations from "@/lib/duplicates/schema";

export const POST = route(operations.reopenDuplicateGroup, ({ ctx, actor, input }) => reopenDuplicateGroup({ ...ctx, actor }, input));
