import { route } from "@/lib/api/route";
import { countImages } from "@/lib/images/list-images";
import * as operations from "@/lib/images/list-schema";

export const GET = route(operations.countImages, ({ ctx, actor, input }) => countImages({ ...ctx, actor }, input));
