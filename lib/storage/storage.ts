import type { Readable } from "node:stream";

/** Bytes of a stored file, or of a range of it. */
export type StoredStream = { stream: Readable; sizeBytes: number };

/** First and last byte, both included, as in HTTP. */
export type ByteRange = { start: number; end: number };

/**
 * Where originals and derived files lie. Keys are relative paths with "/" (`collections/…`,
 * `derived/…`). Disk today; the same interface serves an object store, so nothing outside it may
 * assume that a key is a path.
 */
export type Storage = {
  /** A local folder for bytes on their way in, on the same disk as the store where there is one. */
  readonly incomingDir: string;
  /**
   * Makes a complete local file durable under a key and removes it from where it was. When the
   * answer arrives, the bytes and their name survive a power cut.
   * @throws AppError conflict when the key is taken; storage-full
   */
  commit(localPath: string, key: string): Promise<void>;
  /** Writes small derived bytes atomically, replacing what was there. @throws AppError storage-full */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** @throws AppError not-found */
  read(key: string, range?: ByteRange): Promise<StoredStream>;
  /** Lends a local path of the bytes to `use`, for decoders; it is gone afterwards where it was a copy. @throws AppError not-found */
  withLocalPath<T>(key: string, use: (path: string) => Promise<T>): Promise<T>;
  exists(key: string): Promise<boolean>;
  /** Removes a file if it is there. Safe to run again. */
  remove(key: string): Promise<void>;
  /** Removes everything whose key starts with this folder. Safe to run again. */
  removeFolder(prefix: string): Promise<void>;
  /** @throws AppError storage-full when less than the reserve plus `sizeBytes` is free */
  requireSpace(sizeBytes: number): Promise<void>;
};
