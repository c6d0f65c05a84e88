import { route } from "@/lib/api/route";
import { logOut } from "@/lib/auth/log-out";
import { logout } from "@/lib/auth/token-schema";

export const POST = route(logout, ({ ctx, actor }) => logOut({ ...ctx, actor }));
