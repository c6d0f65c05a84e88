import { route } from "@/lib/api/route";
import { getAccount } from "@/lib/auth/get-account";
import { getMe as operation } from "@/lib/auth/schema";
import { DELETE as deleteUser, PATCH as updateUser } from "../[userId]/route";

const me = { params: Promise.resolve({ userId: "me" }) };

export const GET = route(operation, ({ ctx, actor }) => getAccount(ctx, actor));
/** This folder answers for `me`, so it passes on what `[userId]` does. */
export const PATCH = (request: Request) => updateUser(request, me);
export const DELETE = (request: Request) => deleteUser(request, me);
