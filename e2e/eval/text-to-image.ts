import path from "node:path";
import { z } from "zod";
import { embedText } from "@/lib/inference/embed-text";
import { cosineSimilarity } from "@/lib/vision/vector";
import { describeImage, type MeasuredLibrary, mapInParallel } from "./open-library";
import { readList } from "./read-list";
import { formatTable, percent } from "./table";

const captioned = z.object({ path: z.string(), captions: z.array(z.string()).min(1) });
const labelled = z.object({ path: z.string(), label: z.string() });

/** Text-to-image recall@1/5/10: each caption looks for its own picture among all pictures of the list. */
export async function measureTextToImage(library: MeasuredLibrary, folder: string, list: string): Promise<void> {
  const { model, inference } = library;
  const entries = readList(folder, list, captioned);
  if (!model || !entries) return;
  const images = await mapInParallel(
    library,
    entries,
    async (entry) => (await describeImage(library, path.join(folder, entry.path))).embedding,
  );
  const ranks: number[] = [];
  let unknown = 0;
  for (const [own, entry] of entries.entries()) {
    for (const caption of entry.captions) {
      const text = await embedText(inference, model, caption);
      if (text) ranks.push(rankOf(text, images, own));
      else unknown++;
    }
  }
  const asked = ranks.length + unknown;
  const recall = (k: number) => percent(ranks.filter((rank) => rank <= k).length, asked);
  console.log(`\nText to image, ${list}: ${asked} captions, ${entries.length} pictures, model ${model.id}`);
  console.log(
    formatTable(["recall@1", "recall@5", "recall@10", "captions without embedding"], [[recall(1), recall(5), recall(10), unknown]]),
  );
}

/** 1 for the best; pictures without an embedding are last. */
function rankOf(text: Float32Array, images: (Float32Array | undefined)[], own: number): number {
  const target = images[own];
  if (!target) return Number.POSITIVE_INFINITY;
  const similarity = cosineSimilarity(text, target);
  return 1 + images.filter((image, index) => index !== own && image && cosineSimilarity(text, image) > similarity).length;
}

/** Zero-shot top-1: "a photo of a {label}" of every label of the list against each picture. */
export async function measureZeroShot(library: MeasuredLibrary, folder: string, list: string): Promise<void> {
  const { model, inference } = library;
  const entries = readList(folder, list, labelled);
  if (!model || !entries) return;
  const labels = [...new Set(entries.map((entry) => entry.label))];
  const texts = await Promise.all(labels.map((label) => embedText(inference, model, `a photo of a ${label.replaceAll("_", " ")}`)));
  const right = await mapInParallel(library, entries, async (entry) => {
    const { embedding } = await describeImage(library, path.join(folder, entry.path));
    if (!embedding) return false;
    const similarities = texts.map((text) => (text ? cosineSimilarity(text, embedding) : -1));
    return labels[similarities.indexOf(Math.max(...similarities))] === entry.label;
  });
  console.log(`\nZero-shot labels, ${list}: ${entries.length} pictures, ${labels.length} labels, model ${model.id}`);
  console.log(formatTable(["top-1"], [[percent(right.filter(Boolean).length, right.length)]]));
}
