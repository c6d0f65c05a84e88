import { route } from "@/lib/api/route";
import { removeFromCollection } from "@/lib/collections/change-memberships";
import * as operations from "@/lib/collections/schema";

export const POST = route(operations.removeFromCollection, ({ ctx, actor, input }) => removeFromCollection({ ...ctx, actor }, input));
