import { route } from "@/lib/api/route";
import { leaveCollection } from "@/lib/sharing/change-member";
import * as operations from "@/lib/sharing/schema";

export const POST = route(operations.leaveCollection, async ({ ctx, actor, input }) => {
  await leaveCollection({ ...ctx, actor }, input);
  return undefined;
});
