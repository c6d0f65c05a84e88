import { route } from "@/lib/api/route";
import { reopenHeldImage } from "@/lib/duplicates/reopen-held-image";
import * as operations from "@/lib/duplicates/schema";

export const POST = route(operations.reopenHeldImage, ({ ctx, actor, input }) => reopenHeldImage({ ...ctx, actor }, input));
