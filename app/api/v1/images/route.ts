import { route } from "@/lib/api/route";
import { listImages } from "@/lib/images/list-images";
import * as operations from "@/lib/images/schema";

export const GET = route(operations.listImages, ({ ctx, actor, input }) => listImages({ ...ctx, actor }, input));
