import { route } from "@/lib/api/route";
import { scanForDuplicates } from "@/lib/ingest/process-again";
import * as operations from "@/lib/ingest/schema";

export const POST = route(operations.scanForDuplicates, ({ ctx, actor, input }) => scanForDuplicates({ ...ctx, actor }, input));
