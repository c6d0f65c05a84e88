import { route } from "@/lib/api/route";
import { redeemInvitation } from "@/lib/sharing/answer-invitation";
import * as operations from "@/lib/sharing/schema";

export const POST = route(operations.redeemInvitation, ({ ctx, actor, input }) => redeemInvitation({ ...ctx, actor }, input));
