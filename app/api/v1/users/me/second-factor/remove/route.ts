import { route } from "@/lib/api/route";
import { readClient } from "@/lib/auth/client-address";
import { removeSecondFactor as operation } from "@/lib/auth/schema";
import { removeSecondFactor } from "@/lib/auth/second-factor-setup";

export const POST = route(operation, async ({ ctx, actor, input, request }) => {
  await removeSecondFactor(ctx, actor, input, readClient(request.headers));
  return undefined;
});
