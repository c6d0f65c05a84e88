import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import * as queries from "./queries";

/**
 * Which of these SHA-256 values the actor already has, each with one image: in the library first,
 * then held, then in the trash. Contents nobody has, and those of others, are left out.
 */
export async function checkHashes(ctx: Pick<Context, "db">, actor: Actor, { hashes }: { hashes: readonly string[] }) {
  return { known: await queries.findImagesByContent(ctx.db, scopeOf(actor), [...new Set(hashes)]) };
}
