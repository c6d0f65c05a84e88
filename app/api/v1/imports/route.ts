import { route } from "@/lib/api/route";
import { listImports } from "@/lib/uploads/imports/list-imports";
import { startImport } from "@/lib/uploads/imports/start-import";
import { listImports as listOperation, startImport as startOperation } from "@/lib/uploads/schema";

export const GET = route(listOperation, ({ ctx, actor, input }) => listImports(ctx, actor, input));
export const POST = route(startOperation, ({ ctx, actor, input }) => startImport(ctx, actor, input));
