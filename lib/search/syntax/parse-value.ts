import { parseCircle } from "../../images/circle";
import { hasNames, isNames } from "../../images/conditions";
import { findPictureFormat, pictureFormats } from "../../images/picture-formats";
import { type ColourName, colourNames } from "../../imaging/colour-names";
import { parseDays } from "./parse-days";
import { parseRating, parseSize } from "./parse-measures";
import type { FilterKind, QueryToken, TokenValue } from "./query";

type Meaning = Pick<QueryToken, "value" | "fault">;
type Parse = (text: string, today: string) => TokenValue | string | null;

const colourAliases: Record<string, ColourName> = {
  gray: "grey",
  teal: "turquoise",
  cyan: "turquoise",
  aqua: "turquoise",
  violet: "purple",
  magenta: "pink",
  rose: "pink",
  gold: "yellow",
  beige: "brown",
  navy: "blue",
  silver: "grey",
};

const nameAliases: Record<string, string> = {
  favorite: "favourite",
  favorites: "favourite",
  favourites: "favourite",
  fav: "favourite",
  starred: "favourite",
  liked: "favourite",
  trash: "trashed",
  deleted: "trashed",
  stack: "stacked",
  gps: "position",
  location: "position",
  place: "position",
  tag: "tags",
  label: "labels",
  stars: "rating",
  ocr: "text",
};

/** Of texts that are a name: only the library knows what they mean. */
const asName: Parse = () => null;

const day: Parse = (text, today) => {
  const days = parseDays(text, today);
  return days ? { of: "days", ...days } : "Magpie does not understand this time. Write 2019, 2019-05, 2019-05-31 or “last summer”.";
};

/** A position, or a name of which only the library knows whether it is a place. */
const circle: Parse = (text) => {
  const found = parseCircle(text);
  if (found) return { of: "circle", ...found };
  return /^[-+\d.]+\s*(,|$)/.test(text) ? "Write a position like near:48.85,2.35 or near:48.85,2.35,5km." : null;
};

const size: Parse = (text) => parseSize(text) ?? "Write a size like 10mp or 5MB.";

const parsers: Record<FilterKind, Parse> = {
  person: () => "No person is known by name in this library yet, so nothing is found by it.",
  in: asName,
  tag: asName,
  label: asName,
  camera: asName,
  near: circle,
  before: day,
  after: day,
  on: day,
  is: (text) => {
    const name = findName(isNames, text);
    return name ? { of: "is", name } : `Magpie knows is: with ${isNames.join(", ")}.`;
  },
  has: (text) => {
    const name = findName(hasNames, text);
    return name ? { of: "has", name } : `Magpie knows has: with ${hasNames.join(", ")}.`;
  },
  type: (text) => {
    const format = findPictureFormat(text);
    return format ? { of: "format", format } : `Magpie knows the formats ${pictureFormats.join(", ")}.`;
  },
  larger: size,
  smaller: size,
  colour: (text) => {
    const colour = findName(colourNames, text) ?? (Object.hasOwn(colourAliases, fold(text)) ? colourAliases[fold(text)] : undefined);
    return colour ? { of: "colour", colour } : `Magpie knows the colours ${colourNames.join(", ")}.`;
  },
  rating: (text) => parseRating(text) ?? "Write stars like rating:4, rating:=3 or rating:2..4.",
};

/** What the text behind a key means, or why it is not understood. */
export function parseValue(kind: FilterKind, text: string, today: string): Meaning {
  if (text === "") return { value: null, fault: "Write what you look for right behind the colon." };
  const parsed = parsers[kind](text, today);
  return typeof parsed === "string" ? { value: null, fault: parsed } : { value: parsed, fault: null };
}

const fold = (text: string) => text.trim().toLowerCase();

function findName<N extends string>(names: readonly N[], text: string): N | undefined {
  const name = fold(text);
  const usual = Object.hasOwn(nameAliases, name) ? nameAliases[name] : name;
  return names.find((each) => each === usual);
}
