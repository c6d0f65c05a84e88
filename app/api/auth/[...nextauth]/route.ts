import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { toProblemResponse } from "@/lib/api/problem";
import { nextAuthOptions, oidcId } from "@/lib/auth/next-auth";
import { intentCookie } from "@/lib/auth/oidc-intent";
import { getContext } from "@/lib/context/web-context";
import { AppError } from "@/lib/errors";

type RouteContext = { params: Promise<{ nextauth: string[] }> };

/** A form of three fields is small; next-auth itself would read whatever is sent. */
const bodyBytesMax = 16_384;

/** next-auth's own endpoints, without the one that lets strangers write into the log. */
async function handle(request: NextRequest, routeContext: RouteContext): Promise<Response> {
  const ctx = await getContext();
  try {
    const [endpoint, provider] = (await routeContext.params).nextauth;
    if (endpoint === "_log") throw new AppError("not-found", "There is nothing here.");
    requireSmallBody(request);
    const response: Response = await NextAuth(request as never, routeContext as never, nextAuthOptions(ctx, request.headers));
    if (endpoint === "callback" && provider === oidcId)
      response.headers.append("set-cookie", `${intentCookie}=; Path=/; Max-Age=0; HttpOnly`);
    return response;
  } catch (error) {
    return toProblemResponse(error, ctx.log);
  }
}

/** @throws AppError file-too-large when the body is large, or of a length that is not told */
function requireSmallBody(request: Request): void {
  const length = request.headers.get("content-length");
  const isSmall = length === null ? request.body === null : Number(length) <= bodyBytesMax;
  if (!isSmall) throw new AppError("file-too-large", "The request is too large.");
}

export { handle as GET, handle as POST };
