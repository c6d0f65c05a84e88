import { route } from "@/lib/api/route";
import { deleteCollection } from "@/lib/collections/delete-collection";
import { getCollection } from "@/lib/collections/list-collections";
import * as operations from "@/lib/collections/schema";
import { updateCollection } from "@/lib/collections/update-collection";

export const GET = route(operations.getCollection, ({ ctx, actor, input }) => getCollection({ ...ctx, actor }, input));
export const PATCH = route(operations.updateCollection, ({ ctx, actor, input }) => updateCollection({ ...ctx, actor }, input));
export const DELETE = route(operations.deleteCollection, async ({ ctx, actor, input }) => {
  await deleteCollection({ ...ctx, actor }, input);
  return undefined;
});
