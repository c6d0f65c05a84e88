import { route } from "@/lib/api/route";
import { resolveHeldImage } from "@/lib/duplicates/resolve-held-image";
import * as operations from "@/lib/duplicates/schema";

export const POST = route(operations.resolveHeldImage, ({ ctx, actor, input }) => resolveHeldImage({ ...ctx, actor }, input));
