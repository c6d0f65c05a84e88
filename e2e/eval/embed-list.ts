import path from "node:path";
import { z } from "zod";
import { embedText } from "@/lib/inference/embed-text";
import type { SearchModel } from "@/lib/inference/model-store";
import { describeImage, type MeasuredLibrary, mapInParallel } from "./open-library";
import { readList } from "./read-list";

/** A picture with what its lists say of it, and its embedding. */
export type ListedPicture = { path: string; captions: string[]; labels: string[]; embedding: Float32Array };

const captioned = z.object({ path: z.string(), captions: z.array(z.string()).min(1), labels: z.array(z.string()).default([]) });
const labelled = z.object({ path: z.string(), label: z.string() });

/** Pictures of a list of captions; undefined, with a line that says so, when the list is not there. */
export async function embedCaptioned(library: MeasuredLibrary, folder: string, list: string): Promise<ListedPicture[] | undefined> {
  const entries = readList(folder, list, captioned);
  return entries && embedEach(library, folder, entries);
}

/** Pictures of a list of labels. */
export async function embedLabelled(library: MeasuredLibrary, folder: string, list: string): Promise<ListedPicture[]> {
  const entries = readList(folder, list, labelled) ?? [];
  return embedEach(
    library,
    folder,
    entries.map(({ path, label }) => ({ path, captions: [], labels: [label] })),
  );
}

async function embedEach(library: MeasuredLibrary, folder: string, entries: Omit<ListedPicture, "embedding">[]): Promise<ListedPicture[]> {
  const pictures = await mapInParallel(library, entries, async (entry) => {
    const { embedding } = await describeImage(library, path.join(folder, entry.path));
    return embedding && { ...entry, embedding };
  });
  return pictures.filter((picture) => picture !== undefined);
}

/** Embeddings of texts that the model knows, in order, each with its place in the list. */
export async function embedTexts(library: MeasuredLibrary, model: SearchModel, texts: readonly string[]) {
  const known: { index: number; embedding: Float32Array }[] = [];
  for (const [index, text] of texts.entries()) {
    const embedding = await embedText(library.inference, model, text);
    if (embedding) known.push({ index, embedding });
  }
  return known;
}
