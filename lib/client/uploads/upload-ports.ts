import type { OutputOf } from "../../api/operation";
import type { UploadResult } from "../../images/schema";
import type { checkHashes, getUploadOutcomes } from "../../uploads/schema";
import type { Presigned, UploadEntry, UploadOptions } from "./upload-entry";

export type SendOptions = { signal: AbortSignal; onProgress: (sentBytes: number) => void };

/** What the queue needs of the world; in the browser `startUploadSession` makes it. */
export type UploadPorts = {
  /** SHA-256 of a file, computed away from the page's thread. @throws Error when it cannot be read */
  hash(file: File): Promise<string>;
  check(hashes: string[]): Promise<OutputOf<typeof checkHashes>["known"]>;
  /** Upload addresses for files, in their order. @throws SendError */
  presign(files: readonly File[], options: UploadOptions): Promise<Presigned[]>;
  /** Sends what the server does not have yet. @throws SendError; the signal's reason when aborted */
  send(file: File, presigned: Presigned, options: SendOptions): Promise<UploadResult>;
  outcomes(imageIds: string[]): Promise<OutputOf<typeof getUploadOutcomes>["outcomes"]>;
  /** Has the server process failed images again. */
  reprocess(imageIds: string[]): Promise<void>;
  /** Whether the server answers. */
  isReachable(): Promise<boolean>;
  /** Keeps what is needed to go on after a reload. */
  save(entries: readonly UploadEntry[]): void;
  forget(ids: readonly string[]): void;
};
