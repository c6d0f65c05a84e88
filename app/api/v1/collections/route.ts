import { route } from "@/lib/api/route";
import { createCollection } from "@/lib/collections/create-collection";
import { listCollections } from "@/lib/collections/list-collections";
import * as operations from "@/lib/collections/schema";

export const GET = route(operations.listCollections, ({ ctx, actor, input }) => listCollections({ ...ctx, actor }, input));
export const POST = route(operations.createCollection, ({ ctx, actor, input }) => createCollection({ ...ctx, actor }, input));
