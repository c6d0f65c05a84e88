import { route } from "@/lib/api/route";
import { getProcessing } from "@/lib/ingest/get-processing";
import * as operations from "@/lib/ingest/schema";

export const GET = route(operations.getProcessing, ({ ctx, actor }) => getProcessing({ ...ctx, actor }));
