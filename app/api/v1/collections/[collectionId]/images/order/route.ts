import { route } from "@/lib/api/route";
import { orderImages } from "@/lib/collections/order-images";
import * as operations from "@/lib/collections/schema";

export const POST = route(operations.orderCollection, ({ ctx, actor, input }) => orderImages({ ...ctx, actor }, input));
