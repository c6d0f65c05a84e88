import { route } from "@/lib/api/route";
import * as operations from "@/lib/duplicates/schema";
import { stackImages } from "@/lib/duplicates/stack-images";

export const POST = route(operations.stackImages, ({ ctx, actor, input }) => stackImages({ ...ctx, actor }, input));
