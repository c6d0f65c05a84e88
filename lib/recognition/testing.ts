import type { Actor } from "../auth/access";
import { insertTestPicture, type PictureTestContext } from "../images/testing";
import { thumbnailKey } from "../images/thumbnail-key";
import { makeSmall } from "../imaging/testing-covers";

/** Inserts a picture with its small thumbnail, as ingest leaves it; gives its id. */
export async function insertCover(ctx: PictureTestContext, actor: Actor, cover: Buffer): Promise<string> {
  const id = await insertTestPicture(ctx, actor, cover);
  await ctx.storage.write(thumbnailKey(id, "small"), await makeSmall(cover));
  return id;
}
