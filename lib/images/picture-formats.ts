/** The formats that pictures are asked for by, each with its media types. */
const contentTypes = {
  jpeg: ["image/jpeg"],
  png: ["image/png"],
  webp: ["image/webp"],
  avif: ["image/avif"],
  gif: ["image/gif"],
  tiff: ["image/tiff"],
  bmp: ["image/bmp"],
  heic: ["image/heic", "image/heif"],
  jxl: ["image/jxl"],
  /** By their bytes these are TIFF: only their names tell, see `isRaw`. */
  raw: ["image/tiff"],
} as const satisfies Record<string, readonly string[]>;

export type PictureFormat = keyof typeof contentTypes;
export const pictureFormats = Object.keys(contentTypes) as [PictureFormat, ...PictureFormat[]];

const aliases: Record<string, PictureFormat> = { jpg: "jpeg", tif: "tiff", heif: "heic" };

/** The format that a name stands for, in any case of letters. */
export function findPictureFormat(name: string): PictureFormat | undefined {
  const lower = name.trim().toLowerCase();
  return pictureFormats.find((format) => format === lower) ?? (Object.hasOwn(aliases, lower) ? aliases[lower] : undefined);
}

/** What the raw files of cameras are called, in any case of letters; as the database understands it, too. */
export const rawNamePattern = `\\.(${[
  ...["3fr", "arw", "cr2", "dcr", "dng", "erf", "fff", "iiq", "k25", "kdc", "mef", "mos", "mrw", "nef", "nrw", "orf", "pef", "ptx"],
  ...["rw2", "rwl", "sr2", "srf", "srw", "x3f"],
].join("|")})$`;
const rawName = new RegExp(rawNamePattern, "i");

/** Whether a file is a camera's raw file: TIFF that is called so. */
export function isRaw({ contentType, originalName }: { contentType: string; originalName: string }): boolean {
  return contentType === "image/tiff" && rawName.test(originalName);
}

/** The media types of a format. */
export function contentTypesOf(format: PictureFormat): readonly string[] {
  return contentTypes[format];
}
