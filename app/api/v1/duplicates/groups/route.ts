import { route } from "@/lib/api/route";
import { listDuplicateGroups } from "@/lib/duplicates/list-duplicate-groups";
import * as operations from "@/lib/duplicates/schema";

export const GET = route(operations.listDuplicateGroups, ({ ctx, actor, input }) => listDuplicateGroups({ ...ctx, actor }, input));
