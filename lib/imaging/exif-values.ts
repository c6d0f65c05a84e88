import { limits } from "@/lib/limits";

/** Tags by name as exifreader gives them; every value is foreign and may be anything. */
export type TagGroup = Record<string, unknown>;

type Tag = { value?: unknown; description?: unknown };

function tagsOf(group: TagGroup, name: string): Tag[] {
  const found = Object.hasOwn(group, name) ? group[name] : undefined;
  const list: unknown[] = Array.isArray(found) ? found : [found];
  return list.filter((tag): tag is Tag => typeof tag === "object" && tag !== null);
}

/** Control characters but tabs and line ends, and halves of characters. */
const controls = /(?![\t\n\r])\p{Cc}|\p{Cs}/gu;

/** Foreign text without control characters and outer spaces; undefined when nothing is left. */
function cleanText(text: string): string | undefined {
  const clean = text.replace(controls, "").trim();
  return clean === "" ? undefined : clean.slice(0, limits.text.descriptionLengthMax);
}

/** One tag as text. */
export function readText(group: TagGroup, name: string): string | undefined {
  for (const tag of tagsOf(group, name)) {
    const value = Array.isArray(tag.value) && typeof tag.value[0] === "string" ? tag.value[0] : tag.description;
    if (typeof value === "string") return cleanText(value);
  }
  return undefined;
}

/** A tag that holds a list (an XMP bag, a repeated IPTC record) as texts. */
export function readTexts(group: TagGroup, name: string): string[] {
  const texts: string[] = [];
  for (const tag of tagsOf(group, name)) {
    const items = Array.isArray(tag.value) ? tag.value.filter((item): item is Tag => typeof item === "object" && item !== null) : [];
    const list = items.length > 0 ? items : [tag];
    for (const item of list) {
      const text = typeof item.description === "string" ? cleanText(item.description) : undefined;
      if (text) texts.push(text);
    }
  }
  return texts;
}

/** A number or a rational [numerator, denominator]; a denominator of 0 is no number. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "string") return /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
  if (!Array.isArray(value)) return undefined;
  if (value.length === 1) return toNumber(value[0]);
  if (value.length !== 2 || typeof value[0] !== "number" || typeof value[1] !== "number" || value[1] === 0) return undefined;
  return value[0] / value[1];
}

/** The first number of a tag that holds one or a list of whole numbers. */
export function readFirstNumber(group: TagGroup, name: string): number | undefined {
  const value = tagsOf(group, name)[0]?.value;
  return toNumber(Array.isArray(value) ? value[0] : value);
}

/** One tag as a number; a pair is a rational. */
export function readNumber(group: TagGroup, name: string): number | undefined {
  const [tag] = tagsOf(group, name);
  if (!tag) return undefined;
  const { value } = tag;
  const first = Array.isArray(value) && value.length > 2 ? value[0] : value;
  return toNumber(first);
}

/** A tag of three rationals (degrees, minutes, seconds or hours, minutes, seconds). */
export function readTriple(group: TagGroup, name: string): [number, number, number] | undefined {
  const value = tagsOf(group, name)[0]?.value;
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [first, second, third] = value.map(toNumber);
  return first === undefined || second === undefined || third === undefined ? undefined : [first, second, third];
}
