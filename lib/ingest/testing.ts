import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { v7 as createId } from "uuid";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import type { Context } from "../context/context";
import { forgetModels } from "../db/embedding-partitions";
import { type ReceivedFile, receiveImage } from "../images/receive-image";
import type { UploadResult } from "../images/schema";
import { openTestDecoder } from "../imaging/testing";
import { startTestInference } from "../inference/testing";
import { createQueue } from "../queue/pg-boss";
import { createDiskStorage } from "../storage/disk";
import { ingestImage } from "./ingest-image";

/** Everything of a real library: database, queue, storage, decoder children and, with a model, the inference process. */
export type TestLibrary = {
  ctx: Context;
  account: AccountContext;
  /** Receives a picture as its person's upload would. */
  receive(actor: Actor, bytes: Uint8Array, more?: Partial<ReceivedFile>): Promise<UploadResult>;
  /** Receives and processes a picture, and gives its id. */
  add(actor: Actor, bytes: Uint8Array, more?: Partial<ReceivedFile>): Promise<string>;
  createActor(): Promise<Actor>;
  close(): Promise<void>;
};

/** Opens a library on an empty database. `modelDir` is a folder as SEARCH_MODEL names it; it may be filled later. Without one there is no model. */
export async function openTestLibrary(modelDir = path.join(os.tmpdir(), `magpie-no-model-${createId()}`)): Promise<TestLibrary> {
  const account = await openAccountContext({ SEARCH_MODEL: modelDir, FREE_SPACE_RESERVE: "0" });
  forgetModels();
  const served = await startTestInference({ SEARCH_MODEL: modelDir });
  const decoder = openTestDecoder();
  const storage = createDiskStorage(account.config);
  await mkdir(storage.incomingDir, { recursive: true });
  const queue = await createQueue(account.database.sql, account.log);
  const ctx: Context = { ...account, storage, queue, decoder, inference: served.inference };
  const receive = async (actor: Actor, bytes: Uint8Array, more: Partial<ReceivedFile> = {}) => {
    const localPath = path.join(storage.incomingDir, createId());
    await writeFile(localPath, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const file = { localPath, sizeBytes: bytes.length, sha256, originalName: "a.jpg", collectionId: "default", detectDuplicates: true };
    return receiveImage(ctx, actor, { ...file, ...more });
  };
  return {
    ctx,
    account,
    receive,
    async add(actor, bytes, more) {
      const result = await receive(actor, bytes, more);
      if (result.outcome !== "created") throw new Error(`The picture was not taken: ${JSON.stringify(result)}`);
      await ingestImage(ctx, { imageId: result.imageId, isLastAttempt: true });
      return result.imageId;
    },
    createActor: () => createTestActor(account),
    async close() {
      await decoder.close();
      await served.stop();
      await account.close();
    },
  };
}
