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

/** Splits text into runs of letters and digits (NFKC, lower case), in order. */
export function splitIntoRuns(text: string): WordRun[] {
  return [...text.normalize("NFKC").matchAll(runPattern)].map(([run]) =>
    unspacedPattern.test(run) ? splitUnspaced(run) : { word: fold(run), parts: run.split(borders).map(fold) },
  );
}

/** A word without accents ("café" gives "cafe"); itself when it has none. */
export function stripAccents(word: string): string {
  return word.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");
}

/**
 * The words that full text search finds an image by, separated by spaces: whole runs, their parts,
 * both also without accents. The file's extension is left out.
 */
export function buildSearchWords(image: {
  originalName: string;
  title?: string | null;
  description?: string | null;
  tags?: readonly string[];
}): string {
  return buildTextWords([image.originalName.replace(fileExtension, ""), image.title ?? "", image.description ?? "", ...(image.tags ?? [])]);
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
