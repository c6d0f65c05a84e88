import { route } from "@/lib/api/route";
import { removeMember, updateMember } from "@/lib/sharing/change-member";
import * as operations from "@/lib/sharing/schema";

export const PATCH = route(operations.updateMember, ({ ctx, actor, input }) => updateMember({ ...ctx, actor }, input));
export const DELETE = route(operations.removeMember, async ({ ctx, actor, input }) => {
  await removeMember({ ...ctx, actor }, input);
  return undefined;
});
