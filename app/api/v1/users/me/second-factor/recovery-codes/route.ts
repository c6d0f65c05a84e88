import { route } from "@/lib/api/route";
import { readClient } from "@/lib/auth/client-address";
import { renewRecoveryCodes as operation } from "@/lib/auth/schema";
import { renewRecoveryCodes } from "@/lib/auth/second-factor-setup";

export const POST = route(operation, ({ ctx, actor, input, request }) =>
  renewRecoveryCodes(ctx, actor, input.code, readClient(request.headers)),
);
