import { route } from "@/lib/api/route";
import { cancelImport } from "@/lib/uploads/imports/list-imports";
import { cancelImport as operation } from "@/lib/uploads/schema";

export const POST = route(operation, ({ ctx, actor, input }) => cancelImport(ctx, actor, input));
