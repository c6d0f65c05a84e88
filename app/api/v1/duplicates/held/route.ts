import { route } from "@/lib/api/route";
import { listHeldImages } from "@/lib/duplicates/list-held-images";
import * as operations from "@/lib/duplicates/schema";

export const GET = route(operations.listHeldImages, ({ ctx, actor, input }) => listHeldImages({ ...ctx, actor }, input));
