import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { nextAuthOptions } from "@/lib/auth/next-auth";
import { getContext } from "@/lib/context/web-context";

type RouteContext = { params: Promise<{ nextauth: string[] }> };

async function handle(request: NextRequest, routeContext: RouteContext): Promise<Response> {
  const options = nextAuthOptions(await getContext(), request.headers);
  return NextAuth(request as never, routeContext as never, options);
}

export { handle as GET, handle as POST };
