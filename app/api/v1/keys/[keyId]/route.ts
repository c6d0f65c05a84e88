import { route } from "@/lib/api/route";
import { deleteApiKey } from "@/lib/auth/delete-api-key";
import { deleteKey } from "@/lib/auth/token-schema";

export const DELETE = route(deleteKey, ({ ctx, actor, input }) => deleteApiKey({ ...ctx, actor }, input));
