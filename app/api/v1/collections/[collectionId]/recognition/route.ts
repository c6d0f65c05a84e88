import { route } from "@/lib/api/route";
import { getRecognition } from "@/lib/recognition/get-recognition";
import * as operations from "@/lib/recognition/schema";
import { updateRecognition } from "@/lib/recognition/update-recognition";

export const GET = route(operations.getRecognition, ({ ctx, actor, input }) => getRecognition({ ...ctx, actor }, input));
export const PATCH = route(operations.updateRecognition, ({ ctx, actor, input }) => updateRecognition({ ...ctx, actor }, input));
