import { route } from "@/lib/api/route";
import { getMe } from "@/lib/auth/get-me";
import { getMe as operation } from "@/lib/auth/schema";

export const GET = route(operation, ({ ctx, actor }) => getMe(ctx, actor));
