import { route } from "@/lib/api/route";
import { getTimeline } from "@/lib/images/get-timeline";
import * as operations from "@/lib/images/list-schema";

export const GET = route(operations.getTimeline, ({ ctx, actor, input }) => getTimeline({ ...ctx, actor }, input));
