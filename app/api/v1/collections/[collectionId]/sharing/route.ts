import { route } from "@/lib/api/route";
import { updateSharing } from "@/lib/sharing/change-member";
import * as operations from "@/lib/sharing/schema";

export const PATCH = route(operations.updateSharing, ({ ctx, actor, input }) => updateSharing({ ...ctx, actor }, input));
