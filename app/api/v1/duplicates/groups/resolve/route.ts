import { route } from "@/lib/api/route";
import { resolveDuplicateGroup } from "@/lib/duplicates/resolve-duplicate-group";
import * as operations from "@/lib/duplicates/schema";

export const POST = route(operations.resolveDuplicateGroup, ({ ctx, actor, input }) => resolveDuplicateGroup({ ...ctx, actor }, input));
