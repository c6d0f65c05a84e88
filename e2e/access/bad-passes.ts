import type { Context } from "@/lib/context/context";
import { sealLinkPass } from "@/lib/sharing/link-pass";

/** What a browser might show instead of the pass of a link's password, by `pass …`: each is worth nothing. And the cookie's name. */
export function makeBadPasses(ctx: Context, linkId: string, otherId: string, passwordHash: string): Record<string, string> {
  const past = { ...ctx, clock: { now: () => new Date(Date.now() - 365 * 86_400_000) } };
  const good = sealLinkPass(ctx, { id: linkId, passwordHash });
  const [body = "", seal = ""] = good.value.split(".");
  return {
    "pass name": good.name,
    "pass of another link": sealLinkPass(ctx, { id: otherId, passwordHash }).value,
    "pass of a former password": sealLinkPass(ctx, { id: linkId, passwordHash: "another" }).value,
    "pass that is over": sealLinkPass(past, { id: linkId, passwordHash }).value,
    "pass with another seal": `${body}.${seal.startsWith("A") ? "B" : "A"}${seal.slice(1)}`,
    "pass with a longer seal": `${body}.${seal}AAAA`,
    "pass without a seal": `${body}.`,
    "pass with more behind": `${good.value}.more`,
  };
}
