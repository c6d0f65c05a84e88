import { route } from "@/lib/api/route";
import { confirmSecondFactor as operation } from "@/lib/auth/schema";
import { confirmSecondFactor } from "@/lib/auth/second-factor-setup";

export const POST = route(operation, ({ ctx, actor, input }) => confirmSecondFactor(ctx, actor, input.code));
