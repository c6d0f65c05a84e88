import { AppError } from "../errors";
import { limits } from "../limits";
import type { Source } from "./embed-sources";
import type { SearchMix } from "./schema";
import type { TemporaryPictures } from "./temporary-pictures";

/** One part of a mix, and how much it counts; below 0: unlike it. */
export type MixPart = { source: Source; weight: number };

type Named = Pick<NonNullable<SearchMix["items"]>[number], "text" | "imageId" | "url" | "picture" | "region">;

/**
 * The parts of a mix beside its line, those of its own fields first. A file that no item names is the
 * picture of the mix itself.
 * @throws AppError invalid-input for a file that was not sent, and for too many addresses
 */
export function listMixParts({ text, imageId, url, region, weights, items = [] }: SearchMix, pictures: TemporaryPictures): MixPart[] {
  const inItems = items.flatMap(({ picture }) => picture ?? []);
  const file = inItems.length === 0 ? pictures.find() : inItems.includes("picture") ? undefined : pictures.find("picture");
  const own: [Source | undefined, number | undefined][] = [
    [text === undefined ? undefined : { text }, weights?.text],
    [imageId === undefined ? undefined : { imageId, region }, weights?.imageId],
    [url === undefined ? undefined : { url, region }, weights?.url],
    [file === undefined ? undefined : { file, region }, weights?.picture],
  ];
  const parts = own.flatMap(([source, weight]) => (source ? [{ source, weight: weight ?? 1 }] : []));
  const all = [...parts, ...items.map((item) => ({ source: toSource(item, pictures), weight: item.weight }))];
  if (all.filter(({ source }) => "url" in source).length > limits.search.mixUrlsMax)
    throw new AppError("invalid-input", `A search takes at most ${limits.search.mixUrlsMax} addresses.`);
  return all;
}

function toSource({ text, imageId, url, picture = "picture", region }: Named, pictures: TemporaryPictures): Source {
  if (text !== undefined) return { text };
  if (imageId !== undefined) return { imageId, region };
  if (url !== undefined) return { url, region };
  const file = pictures.find(picture);
  if (file === undefined) throw new AppError("invalid-input", `The file “${picture}” of the form was not sent.`);
  return { file, region };
}
