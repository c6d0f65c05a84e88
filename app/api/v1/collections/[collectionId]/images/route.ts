import { route } from "@/lib/api/route";
import { addToCollection } from "@/lib/collections/change-memberships";
import * as operations from "@/lib/collections/schema";

export const POST = route(operations.addToCollection, ({ ctx, actor, input }) => addToCollection({ ...ctx, actor }, input));
