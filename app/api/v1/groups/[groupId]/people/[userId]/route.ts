import { route } from "@/lib/api/route";
import { removeGroupMember } from "@/lib/sharing/change-group";
import * as operations from "@/lib/sharing/group-schema";

export const DELETE = route(operations.removeGroupMember, async ({ ctx, actor, input }) => {
  await removeGroupMember({ ...ctx, actor }, input);
  return undefined;
});
