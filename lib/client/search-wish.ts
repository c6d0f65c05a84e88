import { limits } from "../limits";
import type { SavedSearch } from "../search/saved-schema";
import type { Region } from "../search/schema";

/** A picture that is searched with: of the library, behind an address, or a file kept in this tab. */
export type PictureSource = { imageId: string } | { url: string } | { pictureId: string };

/** How a picture counts: 1 like it, −1 unlike it, others more or less; only its region, when there is one. */
export type PicturePart = { source: PictureSource; weight: number; region?: Region };

/** What is searched for: a line of the search box, pictures, or both; `things`: what the one picture shows is recognised instead. */
export type SearchWish = { q: string; pictures: PicturePart[]; things?: true };

/** The picture whose things can be recognised: the only one. */
export function thingPictureOf({ pictures }: SearchWish): PictureSource | undefined {
  const [first, second] = pictures;
  return first && !second && first.weight > 0 ? first.source : undefined;
}

/** Files that one request may carry. */
export const filesMax = 3;

/** Names of the address that hold pictures, and how each is read. */
const sources: [string, (text: string) => PictureSource, (source: PictureSource) => string | undefined][] = [
  ["like", (imageId) => ({ imageId }), (source) => ("imageId" in source ? source.imageId : undefined)],
  ["url", (url) => ({ url }), (source) => ("url" in source ? source.url : undefined)],
  ["picture", (pictureId) => ({ pictureId }), (source) => ("pictureId" in source ? source.pictureId : undefined)],
];

/** What the address of the search page asks for; undefined when nothing. */
export function searchWishOf(parameters: Pick<URLSearchParams, "get" | "getAll">): SearchWish | undefined {
  const q = parameters.get("q")?.trim() ?? "";
  const pictures = sources.flatMap(([name, read]) => parameters.getAll(name).map((text) => readPart(text, read)));
  const things = parameters.get("things") === "1" && pictures.length === 1 && { things: true as const };
  return q || pictures.length > 0 ? { q, pictures: pictures.slice(0, limits.search.picturesMax), ...things } : undefined;
}

/** The address of the search page for a wish; `searchWishOf` reads it. */
export function searchAddressOf({ q, pictures, things }: SearchWish): string {
  const parameters = new URLSearchParams();
  if (things && pictures.length === 1) parameters.set("things", "1");
  if (q.trim()) parameters.set("q", q.trim());
  for (const part of pictures)
    for (const [name, , write] of sources) {
      const text = write(part.source);
      if (text !== undefined) parameters.append(name, writePart(text, part));
    }
  const query = parameters.toString();
  return query ? `/search?${query}` : "/search";
}

/** What a kept search asks for. */
export function wishOfSaved({ query, pictures }: Pick<SavedSearch, "query" | "pictures">): SearchWish {
  return {
    q: query,
    pictures: pictures.map(({ imageId, weight, region }) => ({ source: { imageId }, weight, ...(region && { region }) })),
  };
}

/** Where saved searches stand among the collections. */
export const savedSearchesAddress = "/collections#saved-searches";

/** Where a kept search leads; one of which nothing is left to search for, to where that is said. */
export function savedAddressOf(search: Pick<SavedSearch, "query" | "pictures">): string {
  const isAsking = search.query !== "" || search.pictures.length > 0;
  return isAsking ? searchAddressOf(wishOfSaved(search)) : savedSearchesAddress;
}

/** The pictures of a wish as a kept search takes them; undefined when one of them is not of the library. */
export function toSavedPictures({ pictures }: SearchWish): SavedSearch["pictures"] | undefined {
  const kept = pictures.flatMap(({ source, ...part }) => ("imageId" in source ? [{ imageId: source.imageId, ...part }] : []));
  return kept.length === pictures.length ? kept : undefined;
}

/** Weight and region stand before the rest, which may hold anything: `-1;0.1,0.2,0.3,0.4;ID`, or the bare ID. */
function readPart(text: string, read: (text: string) => PictureSource): PicturePart {
  const found = /^(-?\d+(?:\.\d+)?);((?:\d(?:\.\d+)?,){3}\d(?:\.\d+)?)?;(.*)$/s.exec(text);
  if (!found) return { source: read(text), weight: 1 };
  const [left = 0, top = 0, width = 0, height = 0] = (found[2] ?? "").split(",").map(Number);
  const region = found[2] && { region: { left, top, width, height } };
  return { source: read(found[3] ?? ""), weight: Number(found[1]), ...region };
}

function writePart(text: string, { weight, region }: PicturePart): string {
  if (weight === 1 && !region) return text;
  return `${weight};${region ? writeRegion(region) : ""};${text}`;
}

/** `left,top,width,height`, as the API takes it. */
export function writeRegion({ left, top, width, height }: Region): string {
  return [left, top, width, height].map((one) => String(Math.round(one * 1_000) / 1_000)).join(",");
}
