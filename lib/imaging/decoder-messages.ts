import type { ErrorCode } from "@/lib/errors";
import type { DecodedImage, DecodeRequest, ThumbnailOptions } from "./decoder";

/** What the parent asks of a decoder child: one job at a time. */
export type DecoderJob = { kind: "decode"; request: DecodeRequest } | { kind: "thumbnail"; path: string; options: ThumbnailOptions };

/** What a child says: that it has started, one answer per job, and what it uses where there is no /proc. */
export type ChildMessage =
  | { kind: "ready" }
  | { kind: "done"; result: DecodedImage | Uint8Array }
  | { kind: "failed"; code: ErrorCode; message: string; detail?: string }
  | { kind: "usage"; residentBytes: number; processorMs: number };
