import type { ColourName } from "../imaging/colour-names";
import type { Circle } from "./circle";
import type { PictureFormat } from "./picture-formats";

/** What can be asked of a picture with yes or no, and what it may have. */
export const isNames = ["favourite", "held", "trashed", "stacked", "animated", "portrait", "landscape", "square"] as const;
export const hasNames = ["position", "camera", "title", "description", "tags", "rating", "labels", "caption", "text"] as const;
export type IsName = (typeof isNames)[number];
export type HasName = (typeof hasNames)[number];

type Range = { min?: number | undefined; max?: number | undefined };

/**
 * One thing that images are asked, for `meets`. What is hidden from somebody is as if it were not
 * there, also for `not`.
 */
export type ImageCondition =
  | { of: "not"; condition: ImageCondition }
  | { of: "any"; conditions: readonly ImageCondition[] }
  /** In any case of letters. */
  | { of: "tag" | "label" | "person" | "camera"; text: string }
  | { of: "colour"; colour: ColourName }
  | { of: "format"; format: PictureFormat }
  /** An id, or `default`. */
  | { of: "collection"; collectionId: string }
  | ({ of: "near" } & Circle)
  /** Named by the file itself, or around the positions of own pictures whose files name it. */
  | { of: "place"; name: string }
  /** Local days; both are included unless it says otherwise. */
  | { of: "taken"; from?: string | undefined; to?: string | undefined; fromExcluded?: true; toExcluded?: true }
  /** No rating is 0 stars. */
  | ({ of: "pixels" | "bytes" | "rating" } & Range)
  | { of: "is"; name: IsName }
  | { of: "has"; name: HasName }
  /** `wordsQuery` is of `buildWordsQuery` or `buildExactQuery`; with a phrase its words stand there one after the other. */
  | { of: "words"; wordsQuery: string; phrase?: Phrase | undefined }
  | { of: "nothing" };

/** `whole`: it begins and ends with a word. */
export type Phrase = { text: string; whole: boolean };
