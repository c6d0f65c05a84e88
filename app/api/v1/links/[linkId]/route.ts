import { route } from "@/lib/api/route";
import { revokeLink, updateLink } from "@/lib/sharing/change-link";
import * as operations from "@/lib/sharing/link-schema";

export const PATCH = route(operations.updateLink, ({ ctx, actor, input }) => updateLink({ ...ctx, actor }, input));
export const DELETE = route(operations.revokeLink, async ({ ctx, actor, input }) => {
  await revokeLink({ ...ctx, actor }, input);
  return undefined;
});
