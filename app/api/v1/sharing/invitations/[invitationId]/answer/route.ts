import { route } from "@/lib/api/route";
import { answerInvitation } from "@/lib/sharing/answer-invitation";
import * as operations from "@/lib/sharing/schema";

export const POST = route(operations.answerInvitation, ({ ctx, actor, input }) => answerInvitation({ ...ctx, actor }, input));
