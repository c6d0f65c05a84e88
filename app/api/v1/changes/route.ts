import { route } from "@/lib/api/route";
import { listChanges } from "@/lib/images/list-changes";
import * as operations from "@/lib/images/list-schema";

export const GET = route(operations.listChanges, ({ ctx, actor, input }) => listChanges({ ...ctx, actor }, input));
