import { route } from "@/lib/api/route";
import { beginSecondFactor as operation } from "@/lib/auth/schema";
import { beginSecondFactor } from "@/lib/auth/second-factor-setup";

export const POST = route(operation, ({ ctx, actor, input }) => beginSecondFactor(ctx, actor, input.password));
