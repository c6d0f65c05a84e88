import { route } from "@/lib/api/route";
import { deleteGroup, updateGroup } from "@/lib/sharing/change-group";
import * as operations from "@/lib/sharing/group-schema";

export const PATCH = route(operations.updateGroup, ({ ctx, actor, input }) => updateGroup({ ...ctx, actor }, input));
export const DELETE = route(operations.deleteGroup, async ({ ctx, actor, input }) => {
  await deleteGroup({ ...ctx, actor }, input);
  return undefined;
});
