import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { v7 as createId } from "uuid";
import { type Actor, requireAdministrator } from "../../auth/access";
import { getCollectionFor } from "../../collections/get-collection-for";
import type { Config } from "../../config";
import type { Context } from "../../context/context";
import { AppError } from "../../errors";
import type { ImportView, OnDuplicate } from "../schema";
import * as queries from "./queries";
import { toImportView } from "./to-import-view";

type Input = { folder: string; mode: "copy" | "refer"; detectDuplicates: boolean; onDuplicate: OnDuplicate; collectionId: string };

/**
 * Starts the import of a folder on this machine; the worker does it.
 * @throws AppError forbidden unless an administrator asks; invalid-input when the folder cannot be imported; not-found for the collection
 */
export async function startImport(
  ctx: Pick<Context, "db" | "queue" | "clock" | "config">,
  actor: Actor,
  input: Input,
): Promise<ImportView> {
  requireAdministrator(actor);
  const folder = await resolveImportFolder(ctx.config, input.folder);
  const { id: collectionId } = await getCollectionFor({ ...ctx, actor }, "add", input.collectionId);
  const now = ctx.clock.now();
  const row: queries.ImportRow = {
    id: createId(),
    ownerId: actor.userId,
    collectionId,
    folder,
    mode: input.mode,
    detectDuplicates: input.detectDuplicates,
    onDuplicate: input.onDuplicate,
    status: "waiting",
    failureReason: null,
    createdAt: now,
    updatedAt: now,
  };
  await ctx.db.transaction(async (tx) => {
    await queries.insertImport(tx, row);
    await ctx.queue.enqueue(tx, "import-folder", [{ importId: row.id }]);
  });
  return toImportView(row, []);
}

/** Not files but views of the running system: millions of names, and nothing to keep. */
const systemFolders = ["/proc", "/sys", "/dev"];

/**
 * The real path of a folder that may be imported, links resolved: it exists, can be read, is none of
 * the system's, neither inside nor above the data folder, and is within `IMPORT_FOLDERS` where that is set.
 * @throws AppError invalid-input with the reason on the field `folder`
 */
export async function resolveImportFolder(config: Pick<Config, "dataDir" | "uploads">, folder: string): Promise<string> {
  if (!path.isAbsolute(folder) || folder.includes("\0")) throw refusal("Give the whole path of the folder, from the root of this machine.");
  const found = await realpath(folder).catch(() => undefined);
  if (!found) throw refusal("There is no such folder on this machine.");
  const stats = await stat(found).catch(() => undefined);
  if (!stats?.isDirectory()) throw refusal("This is not a folder.");
  if (systemFolders.some((one) => isWithin(found, one))) throw refusal("The system keeps no pictures there; choose another folder.");
  const dataDir = await realpath(config.dataDir).catch(() => path.resolve(config.dataDir));
  if (isWithin(found, dataDir) || isWithin(dataDir, found)) throw refusal("Magpie keeps its own data there; choose another folder.");
  if (config.uploads.importFolders.length > 0) {
    const allowed = await Promise.all(config.uploads.importFolders.map((one) => realpath(one).catch(() => undefined)));
    if (!allowed.some((one) => one && isWithin(found, one)))
      throw refusal("This server only imports from the folders named in IMPORT_FOLDERS.");
  }
  await access(found, constants.R_OK | constants.X_OK).catch(() => {
    throw refusal("Magpie may not read this folder.");
  });
  return found;
}

/** Whether `inner` is `outer` or lies below it. */
export function isWithin(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === "" || (relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

function refusal(message: string): AppError {
  return new AppError("invalid-input", message, { fieldErrors: { folder: message } });
}
