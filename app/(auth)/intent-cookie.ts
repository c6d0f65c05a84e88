import { cookies, headers } from "next/headers";
import { type Intent, intentCookie, intentMaxAgeS, signIntent } from "@/lib/auth/oidc-intent";
import { cookieOptions, isSecureRequest } from "@/lib/auth/session";
import type { Context } from "@/lib/context/context";

/** Keeps in the browser what its person wants with single sign-on, for the way to the provider and back. */
export async function setIntentCookie(ctx: Pick<Context, "config" | "clock">, intent: Intent): Promise<void> {
  const secure = isSecureRequest(ctx.config, await headers());
  (await cookies()).set(intentCookie, signIntent(ctx.config, intent, ctx.clock.now()), { ...cookieOptions(secure), maxAge: intentMaxAgeS });
}
