import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { writeTinyEncoder } from "../../e2e/fixtures/tiny-encoder";
import { makeShapePicture } from "../../e2e/fixtures/tiny-encoder-picture";
import type { Colour, Shape } from "../../e2e/fixtures/tiny-encoder-words";
import type { Actor } from "../auth/access";
import { type AccountContext, openAccountContext } from "../auth/testing";
import type { Context } from "../context/context";
import { ensureModel } from "../db/embedding-partitions";
import { embeddings } from "../db/schema/embeddings";
import { insertTestImage } from "../images/testing";
import { createDecoder } from "../imaging/decoder";
import { embedImages } from "../inference/embed-images";
import { findSearchModel, type SearchModel } from "../inference/model-store";
import { startTestInference } from "../inference/testing";
import { createDiskStorage } from "../storage/disk";

type Services = Pick<Context, "storage" | "decoder" | "inference">;
export type SearchContext = AccountContext & Services & { model: SearchModel };

/** What search needs, with the tiny encoder behind the real inference process and real decoder children. For tests only. */
export async function openSearchContext(): Promise<SearchContext> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "magpie-tiny-"));
  await writeTinyEncoder(folder);
  const server = await startTestInference({ SEARCH_MODEL: folder });
  const accounts = await openAccountContext({ SEARCH_MODEL: folder });
  const found = await findSearchModel(accounts.config);
  if (found.status !== "ready") throw new Error(found.reason);
  await ensureModel(accounts.db, found.model, accounts.config.database.kind);
  const decoder = createDecoder({ config: accounts.config, log: accounts.log });
  return {
    ...accounts,
    storage: createDiskStorage(accounts.config),
    decoder,
    inference: server.inference,
    model: found.model,
    async close() {
      await decoder.close();
      await server.stop();
      await accounts.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An image of a coloured shape with its real embedding; the name says nothing of it. */
export async function insertShape(
  ctx: SearchContext,
  actor: Actor,
  shape: { colour: Colour; shape: Shape; seed?: number },
  given: Parameters<typeof insertTestImage>[2] = {},
): Promise<string> {
  const imageId = await insertTestImage(ctx.db, actor, { originalName: "0.jpg", ...given });
  const file = path.join(ctx.config.dataDir, `${imageId}.jpg`);
  await writeFile(file, await makeShapePicture(shape));
  const { tensor } = await ctx.decoder.decode({ path: file, want: { tensor: ctx.model.tensor } });
  const [vector] = tensor ? await embedImages(ctx.inference, ctx.model, [tensor]) : [];
  if (!vector) throw new Error("the picture has no embedding");
  await insertVector(ctx, actor, imageId, vector);
  return imageId;
}

/** Stores an embedding of unit length. */
export async function insertVector(ctx: SearchContext, actor: Actor, imageId: string, vector: ArrayLike<number>): Promise<void> {
  await ctx.db.insert(embeddings).values({ ownerId: actor.userId, modelId: ctx.model.id, imageId, embedding: Array.from(vector) });
}

/** Files that wait in the folder for bytes on their way in. */
export async function listIncoming(ctx: SearchContext): Promise<string[]> {
  return readdir(ctx.storage.incomingDir).catch(() => []);
}
