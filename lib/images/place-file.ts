import { v7 as createId } from "uuid";
import { AppError } from "../errors";
import type { Storage } from "../storage/storage";
import { numberFileName } from "./file-name";
import { announceKey } from "./received-keys";

/** `settled` once a row has the key, or the bytes are gone again. */
type Placed = { storageKey: string | null; settled(): Promise<void> };

/**
 * Commits the bytes of a local file under the first free name of a folder; a clash gets a number,
 * after many a random one. A file that is referred to in place stays there.
 * @throws AppError storage-full
 */
export async function placeFile(
  storage: Storage,
  { localPath, externalPath }: { localPath: string; externalPath?: string | undefined },
  folder: string,
  fileName: string,
): Promise<Placed> {
  if (externalPath !== undefined) return { storageKey: null, settled: async () => {} };
  for (let number = 1; ; number++) {
    const suffix = number <= 20 ? number : createId().slice(-8);
    const storageKey = `${folder}/${number === 1 ? fileName : numberFileName(fileName, suffix)}`;
    const announced = await announceKey(storage, storageKey);
    try {
      await storage.commit(localPath, storageKey);
      return { storageKey, settled: announced.withdraw };
    } catch (error) {
      await announced.withdraw();
      if (!(error instanceof AppError && error.code === "conflict") || number === 30) throw error;
    }
  }
}
