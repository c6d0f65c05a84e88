import { mkdir, rm } from "node:fs/promises";
import type { AccountContext } from "@/lib/auth/testing";
import type { Context } from "@/lib/context/context";
import { openTestDecoder } from "@/lib/imaging/testing";
import { createInference } from "@/lib/inference/client";
import { createQueue } from "@/lib/queue/pg-boss";
import { createDiskStorage } from "@/lib/storage/disk";

/** Cells are rolled back and files are not, so what a cell removes stays on the disk. */
export async function openContext(account: AccountContext): Promise<Context> {
  const disk = createDiskStorage(account.config);
  await mkdir(disk.incomingDir, { recursive: true });
  const storage = { ...disk, remove: async () => {}, removeFolder: async () => {} };
  const queue = await createQueue(account.database.sql, account.log);
  return { ...account, storage, queue, decoder: openTestDecoder(), inference: createInference(account.config) };
}

/** Ends what a context holds, and removes its folders. */
export async function closeContext(ctx: Context, account: AccountContext, folder = ""): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await ctx.decoder.close();
  await account.close();
}
