import { route } from "@/lib/api/route";
import * as operations from "@/lib/duplicates/schema";
import { unstackImages } from "@/lib/duplicates/stack-images";

export const POST = route(operations.unstackImages, ({ ctx, actor, input }) => unstackImages({ ...ctx, actor }, input));
