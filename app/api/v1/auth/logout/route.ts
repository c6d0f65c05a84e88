import { route } from "@/lib/api/route";
import { readBearer } from "@/lib/auth/bearer";
import { logOut } from "@/lib/auth/log-out";
import { clearSessionCookie } from "@/lib/auth/session";
import { logout } from "@/lib/auth/token-schema";

export const POST = route(logout, async ({ ctx, actor, request }) => {
  await logOut({ ...ctx, actor });
  if (readBearer(request.headers) === undefined) await clearSessionCookie(ctx);
  return undefined;
});
