import { type Actor, type Authorized, authorize, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { findSeenSources, type SeenSource } from "../images/view-queries";

/**
 * An image that the actor may see, with where its bytes lie.
 * @throws AppError not-found
 */
export async function getSeenImage(ctx: Pick<Context, "db"> & { actor: Actor }, imageId: string): Promise<Authorized<SeenSource>> {
  const [image] = await findSeenSources(ctx.db, viewScopeOf(ctx.actor), [imageId]);
  return authorize(ctx.actor, "view", image);
}
