/** The formats that pictures are asked for by, each with its media types; `image/x-*` is any that begins so. */
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
  /** What the raw files of cameras go by, e.g. image/x-canon-cr3. */
  raw: ["image/x-*"],
} as const satisfies Record<string, readonly string[]>;

export type PictureFormat = keyof typeof contentTypes;
export const pictureFormats = Object.keys(contentTypes) as [PictureFormat, ...PictureFormat[]];

const aliases: Record<string, PictureFormat> = { jpg: "jpeg", tif: "tiff", heif: "heic" };

/** The format that a name stands for, in any case of letters. */
export function findPictureFormat(name: string): PictureFormat | undefined {
  const lower = name.trim().toLowerCase();
  return pictureFormats.find((format) => format === lower) ?? (Object.hasOwn(aliases, lower) ? aliases[lower] : undefined);
}

/** The media types of a format. */
export function contentTypesOf(format: PictureFormat): readonly string[] {
  return contentTypes[format];
}
