import { route } from "@/lib/api/route";
import { describeGroupImages } from "@/lib/duplicates/describe-group-images";
import * as operations from "@/lib/duplicates/schema";

export const POST = route(operations.describeGroupImages, ({ ctx, actor, input }) => describeGroupImages({ ...ctx, actor }, input));
