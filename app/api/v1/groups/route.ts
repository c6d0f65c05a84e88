import { route } from "@/lib/api/route";
import { createGroup } from "@/lib/sharing/change-group";
import * as operations from "@/lib/sharing/group-schema";
import { listGroups } from "@/lib/sharing/list-groups";

export const GET = route(operations.listGroups, ({ ctx, actor, input }) => listGroups({ ...ctx, actor }, input));
export const POST = route(operations.createGroup, ({ ctx, actor, input }) => createGroup({ ...ctx, actor }, input));
