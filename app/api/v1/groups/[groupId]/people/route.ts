import { route } from "@/lib/api/route";
import { addGroupMember } from "@/lib/sharing/change-group";
import * as operations from "@/lib/sharing/group-schema";

export const POST = route(operations.addGroupMember, ({ ctx, actor, input }) => addGroupMember({ ...ctx, actor }, input));
