import { route } from "@/lib/api/route";
import * as operations from "@/lib/duplicates/decided-schema";
import { listDecidedGroups } from "@/lib/duplicates/list-decided-groups";

export const GET = route(operations.listDecidedGroups, ({ ctx, actor, input }) => listDecidedGroups({ ...ctx, actor }, input));
