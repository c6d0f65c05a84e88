import { publicRoute } from "@/lib/api/route";
import { refreshTokens } from "@/lib/auth/refresh-tokens";
import { refresh } from "@/lib/auth/token-schema";

export const POST = publicRoute(refresh, ({ ctx, input }) => refreshTokens(ctx, input));
