import { route } from "@/lib/api/route";
import { createPasswordLink } from "@/lib/auth/password-link";
import { makePasswordLink } from "@/lib/auth/schema";

export const POST = route(makePasswordLink, ({ ctx, actor, input }) => createPasswordLink(ctx, actor, input));
