import { route } from "@/lib/api/route";
import { processAgain } from "@/lib/ingest/process-again";
import * as operations from "@/lib/ingest/schema";

export const POST = route(operations.processAgain, ({ ctx, actor, input }) => processAgain({ ...ctx, actor }, input));
