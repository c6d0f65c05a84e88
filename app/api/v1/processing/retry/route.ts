import { route } from "@/lib/api/route";
import { retryProcessing } from "@/lib/ingest/retry-processing";
import * as operations from "@/lib/ingest/schema";

export const POST = route(operations.retryProcessing, ({ ctx, actor, input }) => retryProcessing({ ...ctx, actor }, input));
