import { route } from "@/lib/api/route";
import { deleteUser } from "@/lib/auth/delete-user";
import { deleteUser as deleteOperation, updateUser as updateOperation } from "@/lib/auth/schema";
import { updateUser } from "@/lib/auth/update-user";

export const PATCH = route(updateOperation, ({ ctx, actor, input }) => updateUser(ctx, actor, input));
export const DELETE = route(deleteOperation, ({ ctx, actor, input }) => deleteUser(ctx, actor, input));
