import type { DuplicateEvidence, ImagePlace } from "../../images/schema";
import type { UploadInput } from "../../uploads/schema";

/**
 * How far one file is. `ready` waits to be sent; `processing` is on the server and being worked on.
 * All after it are ends: `known` is already here, `same` equals another file of this upload, `held`
 * is a near duplicate that waits for its person, `repeat` one that was put in the trash as its person wished.
 */
export const uploadStates = [
  "waiting",
  "hashing",
  "checking",
  "ready",
  "sending",
  "processing",
  "done",
  "known",
  "same",
  "held",
  "repeat",
  "refused",
  "failed",
] as const;
export type UploadState = (typeof uploadStates)[number];

/** What holds for all files that were added together. */
export type UploadOptions = UploadInput;

/** An upload address, as the server signed it. */
export type Presigned = { url: string; key: string; name: string; customId: string | null };

export type UploadEntry = {
  readonly id: string;
  /** What was added together shares it. */
  readonly dropId: string;
  readonly name: string;
  /** With the folders it came from, as far as the browser tells. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly lastModifiedMs: number;
  readonly options: UploadOptions;
  /** Absent once it is no longer needed. */
  file: File | undefined;
  state: UploadState;
  sentBytes: number;
  attempts: number;
  /** Not sent before this moment, in milliseconds of `Date.now()`. */
  notBeforeMs: number;
  sha256: string | undefined;
  presigned: Presigned | undefined;
  imageId: string | undefined;
  /** Where the equal image of a `known` one is. */
  place: ImagePlace | undefined;
  /** Why it was refused or failed, or which file it equals. */
  message: string | undefined;
  /** What a held one or a repeat is like. */
  twin: DuplicateEvidence | undefined;
};

/** An entry at its beginning. */
export function createEntry(id: string, file: File, path: string, options: UploadOptions, dropId = ""): UploadEntry {
  return {
    id,
    dropId,
    name: file.name,
    path,
    sizeBytes: file.size,
    lastModifiedMs: file.lastModified,
    options,
    file,
    state: "waiting",
    sentBytes: 0,
    attempts: 0,
    notBeforeMs: 0,
    sha256: undefined,
    presigned: undefined,
    imageId: undefined,
    place: undefined,
    message: undefined,
    twin: undefined,
  };
}

const ends: ReadonlySet<UploadState> = new Set(["done", "known", "same", "held", "repeat", "refused", "failed"]);

/** Whether nothing more happens to an entry by itself. */
export function isEnd(state: UploadState): boolean {
  return ends.has(state);
}

/** Whether it equals a picture that was thrown away. */
export function isInTrash({ state, place }: UploadEntry): boolean {
  return state === "known" && place === "trash";
}

/** Whether its bytes still have to reach the server. */
export function isUnsent(state: UploadState): boolean {
  return !ends.has(state) && state !== "processing";
}
