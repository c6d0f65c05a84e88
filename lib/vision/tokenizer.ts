import { readFile } from "node:fs/promises";
import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";

const tokenizerJson = z.looseObject({ padding: z.looseObject({ pad_id: z.number().int() }).nullish() });

/** Turns text into token ids of one model. */
export type TextTokenizer = {
  /** Ids with start and end token, at most `lengthMax` of them: a longer text is cut and keeps its end token. */
  encode(text: string, lengthMax: number): number[];
  /** What fills a text up to a fixed length. */
  padId: number;
};

/** One per file and process: parsing one takes 0.1 s. */
const loaded = new Map<string, Promise<TextTokenizer>>();

/**
 * Loads a Hugging Face `tokenizer.json`, once per process and file. Text is padded with the file's own
 * padding id or, as in CLIP and SigLIP, with the end token.
 */
export function loadTokenizer(file: string): Promise<TextTokenizer> {
  let tokenizer = loaded.get(file);
  if (!tokenizer) {
    tokenizer = readTokenizer(file);
    loaded.set(file, tokenizer);
    tokenizer.catch(() => loaded.delete(file));
  }
  return tokenizer;
}

async function readTokenizer(file: string): Promise<TextTokenizer> {
  const json = tokenizerJson.parse(JSON.parse(await readFile(file, "utf8")));
  const tokenizer = new Tokenizer(json, {});
  const endId = tokenizer.encode("").ids.at(-1);
  return {
    encode: (text, lengthMax) => truncateIds(tokenizer.encode(text).ids, lengthMax, endId),
    padId: json.padding?.pad_id ?? endId ?? 0,
  };
}

/** The first `lengthMax` ids; where something was cut, the last one is the end token, if the model has one. */
export function truncateIds(ids: number[], lengthMax: number, endId: number | undefined): number[] {
  if (ids.length <= lengthMax) return ids;
  return endId === undefined ? ids.slice(0, lengthMax) : [...ids.slice(0, lengthMax - 1), endId];
}
