import { route } from "@/lib/api/route";
import * as operations from "@/lib/images/list-schema";
import { listTimelineImages } from "@/lib/images/list-timeline-images";

export const GET = route(operations.listTimelineImages, ({ ctx, actor, input }) => listTimelineImages({ ...ctx, actor }, input));
