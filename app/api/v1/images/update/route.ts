import { route } from "@/lib/api/route";
import * as operations from "@/lib/images/schema";
import { updateImages } from "@/lib/images/update-images";

export const POST = route(operations.updateImages, ({ ctx, actor, input }) => updateImages({ ...ctx, actor }, input));
