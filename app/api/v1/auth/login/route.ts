import { publicRoute } from "@/lib/api/route";
import { readClient } from "@/lib/auth/client-address";
import { logIn } from "@/lib/auth/log-in";
import { login } from "@/lib/auth/token-schema";

export const POST = publicRoute(login, ({ ctx, input, request }) => logIn(ctx, input, readClient(request.headers)));
