import { route } from "@/lib/api/route";
import { listFailedImages } from "@/lib/ingest/list-failed-images";
import * as operations from "@/lib/ingest/schema";

export const GET = route(operations.listFailedImages, ({ ctx, actor, input }) => listFailedImages({ ...ctx, actor }, input));
