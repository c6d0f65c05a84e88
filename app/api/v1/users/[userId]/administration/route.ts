import { route } from "@/lib/api/route";
import { administerUser } from "@/lib/auth/administer-user";
import { administerUser as operation } from "@/lib/auth/schema";

export const PATCH = route(operation, ({ ctx, actor, input }) => administerUser(ctx, actor, input));
