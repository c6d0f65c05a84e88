import path from "node:path";
import type { Config, SupportedType } from "@/lib/config";
import { AppError } from "@/lib/errors";
import { limits } from "@/lib/limits";
import type { Log } from "@/lib/log";
import type { CopyEvidence } from "@/lib/vision/confirm-copy";
import type { ThingEvidence } from "@/lib/vision/confirm-thing";
import type { ViewEvidence } from "@/lib/vision/confirm-view";
import type { FeatureSpec } from "@/lib/vision/local-features";
import type { ColourName } from "./colour-names";
import type { CopyRequest, ThingRequest, ViewRequest } from "./confirm-pictures";
import type { PictureRegion } from "./crop-raster";
import type { DecodedPicture, DecoderJob } from "./decoder-messages";
import { type DecoderLimits, DecoderProcess } from "./decoder-process";
import type { ExifSummary } from "./exif";
import type { PerceptualHash } from "./perceptual-hash";
import type { PictureQuality } from "./picture-quality";
import { type TensorSpec, toTensor } from "./tensor-spec";
import type { Thumbnails } from "./thumbnails";

/** A picture on this machine's disk and what to make of it; one decode serves all. */
export type DecodeRequest = {
  path: string;
  want: {
    exif?: boolean;
    thumbnails?: boolean;
    perceptualHash?: boolean;
    pixelDigest?: boolean;
    tensor?: TensorSpec;
    /** Of this part of the picture the tensor is. */
    region?: PictureRegion | undefined;
    features?: readonly FeatureSpec[];
    quality?: boolean;
    colours?: boolean;
  };
};

/** `width` and `height` are those of the upright picture. A flat picture has no perceptual hash. */
export type DecodedImage = {
  contentType: SupportedType;
  width: number;
  height: number;
  frames: number;
  exif?: ExifSummary;
  thumbnails?: Thumbnails;
  perceptualHash?: PerceptualHash;
  /** Absent for a picture of too many pixels, see `computePixelDigest`. */
  pixelDigest?: string;
  tensor?: Float32Array;
  /** One for each spec, in their order, as `encodeFeatures` writes them. */
  features?: Uint8Array[];
  quality?: PictureQuality;
  /** The largest part first. */
  colours?: ColourName[];
  /** Milliseconds of header, exif, decode, thumbnails, perceptualHash, pixelDigest, tensor, features, quality and colours. */
  timingsMs: Record<string, number>;
};

/** `sizePx` 16 to 2,048 bounds the longer side. */
export type ThumbnailOptions = { sizePx: number; format: "jpeg" | "webp" | "avif" };

/** Of a copy at full resolution without metadata, see `encodeCleanCopy`. */
export type CleanFormat = "jpeg" | "png";

export type Decoder = {
  /** @throws AppError "undecodable", "decode-limit", "type-not-allowed", "not-found" or "unavailable" */
  decode(request: DecodeRequest): Promise<DecodedImage>;
  /** @throws AppError as `decode`, and "invalid-input" for a size out of range */
  thumbnail(path: string, options: ThumbnailOptions): Promise<Uint8Array>;
  /** @throws AppError as `decode` */
  cleanCopy(path: string, format: CleanFormat): Promise<Uint8Array>;
  /**
   * What the candidates (at most `limits.geometry.candidatesMax`) have in common with a picture, in their order, see `confirmView`.
   * @throws AppError as `decode`, for the picture; "invalid-input" for too many candidates
   */
  confirmViews(request: ViewRequest): Promise<(ViewEvidence | undefined)[]>;
  /**
   * What the pixels of candidates with near hashes say of them, in their order, see `confirmCopy`.
   * @throws AppError as `confirmViews`
   */
  confirmCopies(request: CopyRequest): Promise<(CopyEvidence | undefined)[]>;
  /**
   * Where a photograph shows the things of the candidates, in their order, see `confirmThing`.
   * @throws AppError as `confirmViews`
   */
  confirmThings(request: ThingRequest): Promise<ThingEvidence[][]>;
  /** Ends all children; what waits or runs fails with "unavailable". */
  close(): Promise<void>;
};

type Waiting = { job: DecoderJob; resolve: (result: unknown) => void; reject: (error: unknown) => void };

/** `idleMs`: the pool has been quiet for this long when it keeps but one child. */
type PoolBounds = DecoderLimits & { queueMax: number; jobsPerChildMax: number; idleMs: number };

class DecoderPool {
  private readonly waiting: Waiting[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly idle: DecoderProcess[] = [];
  private readonly children = new Set<DecoderProcess>();
  private closed = false;
  private quietTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sizeMax: number,
    private readonly bounds: PoolBounds,
    private readonly spawn: () => DecoderProcess,
  ) {}

  run(job: DecoderJob): Promise<unknown> {
    if (this.closed) return Promise.reject(new AppError("unavailable", "The server is shutting down."));
    if (this.waiting.length >= this.bounds.queueMax) {
      return Promise.reject(new AppError("unavailable", "Too many pictures are waiting to be decoded.", { retryAfterS: 10 }));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ job, resolve, reject });
      this.startNext();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.quietTimer);
    for (const { reject } of this.waiting.splice(0)) reject(new AppError("unavailable", "The server is shutting down."));
    for (const child of this.children) child.kill();
    await Promise.all(this.running);
  }

  private startNext(): void {
    if (this.closed || this.running.size >= this.sizeMax) return;
    const next = this.waiting.shift();
    if (!next) return;
    const run = this.serve(next).finally(() => {
      this.running.delete(run);
      this.startNext();
      if (this.running.size === 0 && !this.closed) this.waitForQuiet();
    });
    this.running.add(run);
  }

  /** One child stays, so that a single picture never waits for a start; the others hold 60 to 100 MB each. */
  private waitForQuiet(): void {
    clearTimeout(this.quietTimer);
    this.quietTimer = setTimeout(() => {
      for (const child of this.idle.splice(0, this.idle.length - 1)) this.drop(child);
    }, this.bounds.idleMs).unref();
  }

  private async serve({ job, resolve, reject }: Waiting): Promise<void> {
    const child = this.takeChild();
    try {
      resolve(await child.run(job));
    } catch (error) {
      reject(error);
    }
    const reusable = child.alive && !child.swollen && child.jobsDone < this.bounds.jobsPerChildMax;
    if (reusable && !this.closed) this.idle.push(child);
    else this.drop(child);
  }

  private takeChild(): DecoderProcess {
    for (let child = this.idle.pop(); child; child = this.idle.pop()) {
      if (child.alive) return child;
      this.drop(child);
    }
    const child = this.spawn();
    this.children.add(child);
    return child;
  }

  private drop(child: DecoderProcess): void {
    child.kill();
    this.children.delete(child);
  }
}

function checkCandidates(candidates: readonly unknown[]): void {
  const max = limits.geometry.candidatesMax;
  if (candidates.length > max) throw new AppError("invalid-input", `At most ${max} candidates are compared at once.`);
}

/**
 * A pool of at most `config.decoders` killable child processes, started when they are needed, one
 * job each, first come first served. This process itself never loads an image library. `entry`
 * and `bounds` are for tests.
 */
export function createDecoder(options: {
  config: Pick<Config, "decoders" | "rootDir">;
  log: Log;
  entry?: string;
  bounds?: Partial<PoolBounds>;
}): Decoder {
  const bounds = { ...limits.decode, ...options.bounds };
  const entry = options.entry ?? path.join(options.config.rootDir, "dist", "decoder.mjs");
  const pool = new DecoderPool(options.config.decoders, bounds, () => new DecoderProcess(entry, bounds, options.log));
  return {
    decode: async (request) => {
      const { pixels, ...decoded } = (await pool.run({ kind: "decode", request })) as DecodedPicture;
      return { ...decoded, ...(pixels && request.want.tensor && { tensor: toTensor(pixels, request.want.tensor) }) };
    },
    thumbnail: async (file, thumbnail) => {
      if (!Number.isInteger(thumbnail.sizePx) || thumbnail.sizePx < 16 || thumbnail.sizePx > 2_048) {
        throw new AppError("invalid-input", "A thumbnail has 16 to 2048 pixels.");
      }
      return (await pool.run({ kind: "thumbnail", path: file, options: thumbnail })) as Uint8Array;
    },
    cleanCopy: async (file, format) => (await pool.run({ kind: "cleanCopy", path: file, format })) as Uint8Array,
    confirmViews: async (request) => {
      checkCandidates(request.candidates);
      return (await pool.run({ kind: "confirmViews", request })) as (ViewEvidence | undefined)[];
    },
    confirmCopies: async (request) => {
      checkCandidates(request.candidatePaths);
      return (await pool.run({ kind: "confirmCopies", request })) as (CopyEvidence | undefined)[];
    },
    confirmThings: async (request) => {
      checkCandidates(request.candidates);
      return (await pool.run({ kind: "confirmThings", request })) as ThingEvidence[][];
    },
    close: () => pool.close(),
  };
}
