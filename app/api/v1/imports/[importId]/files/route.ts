import { route } from "@/lib/api/route";
import { listImportFiles } from "@/lib/uploads/imports/list-imports";
import { listImportFiles as operation } from "@/lib/uploads/schema";

export const GET = route(operation, ({ ctx, actor, input }) => listImportFiles(ctx, actor, input));
