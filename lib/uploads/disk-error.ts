import { AppError } from "../errors";

/** An error of a full disk as storage-full; others as they are. */
export function mapDiskError(error: unknown): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new AppError("storage-full", "The disk is full. Nothing was stored.", { cause: error });
}
