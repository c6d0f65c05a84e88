import { route } from "@/lib/api/route";
import { inviteMember } from "@/lib/sharing/invite-member";
import { listMembers } from "@/lib/sharing/list-members";
import * as operations from "@/lib/sharing/schema";

export const GET = route(operations.listMembers, ({ ctx, actor, input }) => listMembers({ ...ctx, actor }, input));
export const POST = route(operations.inviteMember, ({ ctx, actor, input }) => inviteMember({ ...ctx, actor }, input));
