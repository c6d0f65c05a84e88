import { route } from "@/lib/api/route";
import { getUploadOutcomes } from "@/lib/uploads/get-upload-outcomes";
import { getUploadOutcomes as operation } from "@/lib/uploads/schema";

export const POST = route(operation, ({ ctx, actor, input }) => getUploadOutcomes(ctx, actor, input));
