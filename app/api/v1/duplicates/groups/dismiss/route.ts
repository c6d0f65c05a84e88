import { route } from "@/lib/api/route";
import { dismissDuplicateGroup } from "@/lib/duplicates/resolve-duplicate-group";
import * as operations from "@/lib/duplicates/schema";

export const POST = route(operations.dismissDuplicateGroup, ({ ctx, actor, input }) => dismissDuplicateGroup({ ...ctx, actor }, input));
