/** Scripts that are written without spaces: their runs are indexed as pairs of characters. */
const unspaced = "\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}";
const runPattern = new RegExp(`[${unspaced}]+|(?:(?![${unspaced}])[\\p{L}\\p{M}\\p{N}])+`, "gu");
const unspacedPattern = new RegExp(`^[${unspaced}]`, "u");
const borders = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{N})(?=[\p{L}\p{M}])|(?<=[\p{L}\p{M}])(?=\p{N})/u;
const fileExtension = /(?<=.)\.[A-Za-z0-9]{1,5}$/;

/** Longer words are cut: the database refuses lexemes above 2 kB. */
const wordLengthMax = 64;

/** One run of letters and digits, in lower case. `parts` are what camelCase, digits or pairs of characters split it into. */
export type WordRun = { word: string; parts: string[] };

/** Whether a run is of a script that is written without spaces. */
export function isUnspaced(run: string): boolean {
  return unspacedPattern.test(run);
}

/** Splits text into runs of letters and digits (NFKC, lower case), in order. */
export function splitIntoRuns(text: string): WordRun[] {
  return [...text.normalize("NFKC").matchAll(runPattern)].map(([run]) =>
    isUnspaced(run) ? splitUnspaced(run) : { word: fold(run), parts: run.split(borders).map(fold) },
  );
}

/** A word without accents ("café" gives "cafe"); itself when it has none. */
export function stripAccents(word: string): string {
  return word.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");
}

/** What an image is found by in words: what people say of it, and what models do. */
export type WordedImage = {
  originalName: string;
  title?: string | null;
  description?: string | null;
  tags?: readonly string[];
  /** Names of places that came with the file, see `readPlaces`. */
  places?: readonly string[];
  labels?: readonly string[] | null;
  caption?: string | null;
  foundText?: string | null;
};

/**
 * [Note: Search words] The words that full text search finds an image by, separated by spaces: whole
 * runs, their parts, both also without accents. The file's extension is left out. Four lines, which
 * the column `search_vector` weighs A to D: title and tags; file name, description and places; labels and
 * caption, which everybody may know who sees the image; text in the picture.
 */
export function buildSearchWords(image: WordedImage): string {
  const lines = [
    [image.title, ...(image.tags ?? [])],
    [image.originalName.replace(fileExtension, ""), image.description, ...(image.places ?? [])],
    [...(image.labels ?? []), image.caption],
    [image.foundText],
  ];
  return lines.map((texts) => buildTextWords(texts.map((text) => text ?? ""))).join("\n");
}

/** The names of places that a file said, of `images.exif`. */
export function readPlaces(exif: Record<string, unknown> | null | undefined): string[] {
  return Array.isArray(exif?.places) ? exif.places.filter((place) => typeof place === "string") : [];
}

/** Like `buildSearchWords` for any texts, e.g. a collection's name and tags. */
export function buildTextWords(texts: readonly string[]): string {
  const words = new Set<string>();
  for (const { word, parts } of texts.flatMap(splitIntoRuns)) {
    for (const each of [word, ...parts]) words.add(each).add(stripAccents(each));
  }
  words.delete("");
  return [...words].join(" ");
}

/** Pairs of neighbouring characters, and the last one, which no pair begins with. */
function splitUnspaced(run: string): WordRun {
  const characters = [...run.toLowerCase()];
  const pairs = characters.map((character, index) => character + (characters[index + 1] ?? ""));
  return { word: fold(run), parts: pairs };
}

function fold(text: string): string {
  const lower = text.toLowerCase();
  return lower.length <= wordLengthMax ? lower : [...lower].slice(0, wordLengthMax).join("");
}
