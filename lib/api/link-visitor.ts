import { cookies, headers } from "next/headers";
import { readClient } from "../auth/client-address";
import { cookieOptions, isSecureRequest } from "../auth/session";
import type { Context } from "../context/context";
import type { LinkPass, LinkVisitor } from "../sharing/open-link";

/** Whoever makes the current request, as share links know them. */
export async function readLinkVisitor(): Promise<LinkVisitor> {
  const kept = await cookies();
  return { address: readClient(await headers()).address, passOf: (name) => kept.get(name)?.value };
}

/** Gives the browser behind the current request the pass of a link whose password it gave. */
export async function setLinkPass(ctx: Pick<Context, "config">, pass: LinkPass): Promise<void> {
  const secure = isSecureRequest(ctx.config, await headers());
  (await cookies()).set(pass.name, pass.value, { ...cookieOptions(secure), expires: pass.expiresAt });
}
