import { open } from "node:fs/promises";
import sharp, { type Metadata, type Sharp } from "sharp";
import type { SupportedType } from "@/lib/config";
import { AppError } from "@/lib/errors";
import { limits } from "@/lib/limits";
import { type BmpHeader, decodeBmp, readBmpHeader } from "./bmp";
import { decodeHeic } from "./heic";
import { describeRefusal, sniffContentType } from "./sniff";
import { wrapInTiff } from "./wrap-in-tiff";

const names: Record<SupportedType, string> = {
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "image/webp": "WebP",
  "image/avif": "AVIF",
  "image/gif": "GIF",
  "image/tiff": "TIFF",
  "image/bmp": "BMP",
  "image/heic": "HEIC",
};

/** A picture whose header has been read and found within the limits; no pixel decoded yet. */
export type Picture = {
  contentType: SupportedType;
  /** Upright, in pixels. */
  width: number;
  height: number;
  frames: number;
  bytes: Buffer;
  /** The blocks of the container, where it has them. */
  exifBlock?: Buffer;
  xmpBlock?: Buffer;
  /** A pipeline that yields the first frame upright; each call decodes anew, HEIC and BMP but once. */
  openPixels: () => Promise<Sharp>;
};

/**
 * Lets libvips read nothing but the formats Magpie keeps: its other loaders (SVG, PDF, PostScript,
 * ImageMagick, its own format) stay shut whatever a file says it is. Call once in a process.
 */
export function restrictDecoders(): void {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ["VipsForeignLoad"] });
  const loaders = ["Jpeg", "Png", "Nsgif", "Webp", "Tiff", "Heif"];
  sharp.unblock({ operation: loaders.map((loader) => `VipsForeignLoad${loader}`) });
}

function millions(count: number): string {
  return count < 1e10 ? `${Math.round(count / 1e6)} million` : `${Math.round(count / 1e9)} billion`;
}

/** @throws AppError "decode-limit" when a picture of this size is beyond what is decoded */
function checkSize(width: number, height: number): void {
  const pixels = width * height;
  if (pixels > limits.decode.pixelsMax) {
    const limit = millions(limits.decode.pixelsMax);
    throw new AppError("decode-limit", `This picture has ${millions(pixels)} pixels (${width} × ${height}); the limit is ${limit}.`);
  }
  if (Math.max(width, height) > limits.decode.sidePxMax) {
    throw new AppError(
      "decode-limit",
      `This picture is ${width} × ${height} pixels; the limit for one side is ${limits.decode.sidePxMax}.`,
    );
  }
}

function checkFrames(frames: number): void {
  if (frames <= limits.decode.framesMax) return;
  throw new AppError("decode-limit", `This picture has ${frames} frames; the limit is ${limits.decode.framesMax}.`);
}

/** What a decoder's failure means to a person. */
export function toDecodeError(error: unknown, contentType: SupportedType): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const name = names[contentType];
  if (/pixel limit|security limit|exceeds|too (large|big|many)|image size limit/i.test(message)) {
    return new AppError("decode-limit", `This ${name} picture is larger than what can be decoded.`, { cause: error });
  }
  if (
    /premature end|truncat|unexpected end|end of (stream|file|data|image)|not enough|read error|eof|incomplete|out of (data|bytes)/i.test(
      message,
    )
  ) {
    return new AppError("undecodable", `This file is cut off: only a part of the ${name} picture is there.`, { cause: error });
  }
  return new AppError("undecodable", `This ${name} file is damaged: no picture can be decoded from it.`, { cause: error });
}

async function readPictureFile(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new AppError("type-not-allowed", "This is not a file.");
    if (stat.size === 0) throw new AppError("undecodable", "This file is empty.");
    if (stat.size > (limits.decode.memoryMb * 1_048_576) / 2) {
      throw new AppError("decode-limit", "This file has too many bytes to be decoded.");
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

const input = { failOn: "error", limitInputPixels: limits.decode.pixelsMax, pages: 1, animated: false } as const;

/** Formats as libvips names them; another answer than the magic bytes' is a file that lies. */
const vipsFormats: Partial<Record<SupportedType, string>> = {
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
  "image/gif": "gif",
  "image/tiff": "tiff",
  "image/avif": "heif",
  "image/heic": "heif",
};

/** The header as libvips reads it; the pixel limit is checked by us, to name the numbers. */
async function readHeader(bytes: Buffer, contentType: SupportedType): Promise<Metadata & { width: number; height: number }> {
  const metadata = await sharp(bytes, { ...input, limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw toDecodeError(error, contentType);
    });
  if (metadata.format !== vipsFormats[contentType]) throw toDecodeError(new Error(`read as ${metadata.format}`), contentType);
  checkSize(metadata.width, metadata.height);
  checkFrames(metadata.pages ?? 1);
  return metadata;
}

function openBmp(bytes: Buffer): Picture {
  const header: BmpHeader = readBmpHeader(bytes);
  checkSize(header.width, header.height);
  const { width, height } = header;
  let pixels: ReturnType<typeof decodeBmp> | undefined;
  const openPixels = async () => {
    pixels ??= decodeBmp(bytes, header);
    return sharp(pixels.data, { raw: { width, height, channels: pixels.channels }, limitInputPixels: false });
  };
  return { contentType: "image/bmp", width, height, frames: 1, bytes, openPixels };
}

/** HEIC pixels come from libheif in WebAssembly; sharp then applies their colour profile. */
function openHeic(bytes: Buffer, metadata: Metadata & { width: number; height: number }): Picture {
  let opened: (() => Sharp) | undefined;
  const openPixels = async () => {
    if (!opened) {
      const { width, height, data } = await decodeHeic(bytes, { index: metadata.pagePrimary ?? 0, check: checkSize });
      const raw = { width, height, channels: 4 as const };
      const wrapped = metadata.icc ? wrapInTiff({ ...raw, data }, metadata.icc) : undefined;
      opened = () => {
        const image = wrapped ? sharp(wrapped, input) : sharp(data, { raw });
        return metadata.hasAlpha ? image : image.removeAlpha();
      };
    }
    return opened();
  };
  const { width, height, exif, xmp, pages } = metadata;
  return { contentType: "image/heic", width, height, frames: pages ?? 1, bytes, exifBlock: exif, xmpBlock: xmp, openPixels };
}

/**
 * Reads a picture file's header and checks it against the limits, before any pixel is decoded.
 * Turning and mirroring written in EXIF are applied, but in AVIF and HEIC, whose containers have
 * their own.
 * @throws AppError "type-not-allowed", "decode-limit" or "undecodable"
 */
export async function openPicture(path: string): Promise<Picture> {
  const bytes = await readPictureFile(path);
  const contentType = sniffContentType(bytes.subarray(0, 4_096));
  if (!contentType) throw new AppError("type-not-allowed", describeRefusal(bytes.subarray(0, 4_096)));
  if (contentType === "image/bmp") return openBmp(bytes);
  const metadata = await readHeader(bytes, contentType);
  const heif = contentType === "image/heic" || contentType === "image/avif";
  if (heif && metadata.compression !== "av1") return openHeic(bytes, metadata);
  const { exif, xmp, pages, autoOrient } = metadata;
  const page = heif ? (metadata.pagePrimary ?? 0) : 0;
  const openPixels = async () => {
    const image = sharp(bytes, { ...input, page });
    return heif ? image : image.autoOrient();
  };
  const size = heif ? metadata : autoOrient;
  return {
    contentType: heif ? "image/avif" : contentType,
    width: size.width,
    height: size.height,
    frames: pages ?? 1,
    bytes,
    exifBlock: exif,
    xmpBlock: xmp,
    openPixels,
  };
}
