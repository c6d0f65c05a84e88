import type { ErrorCode } from "@/lib/errors";
import type { CopyEvidence } from "@/lib/vision/confirm-copy";
import type { ThingEvidence } from "@/lib/vision/confirm-thing";
import type { ViewEvidence } from "@/lib/vision/confirm-view";
import type { CopyRequest, ThingRequest, ViewRequest } from "./confirm-pictures";
import type { CleanFormat, DecodedImage, DecodeRequest, ThumbnailOptions } from "./decoder";

/** What the parent asks of a decoder child: one job at a time. */
export type DecoderJob =
  | { kind: "decode"; request: DecodeRequest }
  | { kind: "thumbnail"; path: string; options: ThumbnailOptions }
  | { kind: "cleanCopy"; path: string; format: CleanFormat }
  | { kind: "confirmViews"; request: ViewRequest }
  | { kind: "confirmCopies"; request: CopyRequest }
  | { kind: "confirmThings"; request: ThingRequest };

/** A decoded image as it leaves the child: the tensor as pixels, see `toTensor`. */
export type DecodedPicture = Omit<DecodedImage, "tensor"> & { pixels?: Uint8Array };

export type DecoderResult = DecodedPicture | Uint8Array | (ViewEvidence | undefined)[] | (CopyEvidence | undefined)[] | ThingEvidence[][];

/** What a child says: that it has started, one answer per job, and what it uses where there is no /proc. */
export type ChildMessage =
  | { kind: "ready" }
  | { kind: "done"; result: DecoderResult }
  | { kind: "failed"; code: ErrorCode; message: string; detail?: string }
  | { kind: "usage"; residentBytes: number; processorMs: number };
