import { route } from "@/lib/api/route";
import { listInvitations } from "@/lib/sharing/answer-invitation";
import * as operations from "@/lib/sharing/schema";

export const GET = route(operations.listInvitations, ({ ctx, actor, input }) => listInvitations({ ...ctx, actor }, input));
