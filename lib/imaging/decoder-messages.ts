import type { ErrorCode } from "@/lib/errors";
import type { CleanFormat, DecodedImage, DecodeRequest, ThumbnailOptions } from "./decoder";

/** What the parent asks of a decoder child: one job at a time. */
export type DecoderJob =
  | { kind: "decode"; request: DecodeRequest }
  | { kind: "thumbnail"; path: string; options: ThumbnailOptions }
  | { kind: "cleanCopy"; path: string; format: CleanFormat };

/** A decoded image as it leaves the child: the tensor as pixels, see `toTensor`. */
export type DecodedPicture = Omit<DecodedImage, "tensor"> & { pixels?: Uint8Array };

/** What a child says: that it has started, one answer per job, and what it uses where there is no /proc. */
export type ChildMessage =
  | { kind: "ready" }
  | { kind: "done"; result: DecodedPicture | Uint8Array }
  | { kind: "failed"; code: ErrorCode; message: string; detail?: string }
  | { kind: "usage"; residentBytes: number; processorMs: number };
