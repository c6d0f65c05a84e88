import { route } from "@/lib/api/route";
import { createApiKey } from "@/lib/auth/create-api-key";
import { listApiKeys } from "@/lib/auth/list-api-keys";
import * as operations from "@/lib/auth/token-schema";

export const GET = route(operations.listKeys, ({ ctx, actor, input }) => listApiKeys({ ...ctx, actor }, input));
export const POST = route(operations.createKey, ({ ctx, actor, input }) => createApiKey({ ...ctx, actor }, input));
