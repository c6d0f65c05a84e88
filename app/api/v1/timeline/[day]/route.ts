import { route } from "@/lib/api/route";
import { listTimelineImages } from "@/lib/images/list-timeline-images";
import * as operations from "@/lib/images/schema";

export const GET = route(operations.listTimelineImages, ({ ctx, actor, input }) => listTimelineImages({ ...ctx, actor }, input));
