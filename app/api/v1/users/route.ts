import { route } from "@/lib/api/route";
import { createUser } from "@/lib/auth/create-user";
import { listPeople } from "@/lib/auth/people";
import { createUser as createOperation, listUsers as listOperation } from "@/lib/auth/schema";

export const GET = route(listOperation, ({ ctx, actor, input }) => listPeople(ctx, actor, input));
export const POST = route(createOperation, ({ ctx, actor, input }) => createUser(ctx, actor, input));
