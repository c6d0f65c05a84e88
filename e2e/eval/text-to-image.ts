import path from "node:path";
import { z } from "zod";
import { type Actor, keyScopes } from "@/lib/auth/access";
import { ensureModel } from "@/lib/db/embedding-partitions";
import { embeddings } from "@/lib/db/schema/embeddings";
import { insertTestImage } from "@/lib/images/testing";
import { embedText } from "@/lib/inference/embed-text";
import { searchOptions } from "@/lib/search/schema";
import { searchByPlainText } from "@/lib/search/search-by-text";
import { cosineSimilarity, sumVectors } from "@/lib/vision/vector";
import { embedCaptioned, embedTexts, type ListedPicture } from "./embed-list";
import { openMeasuredDatabase } from "./open-database";
import { describeImage, type MeasuredLibrary, mapInParallel } from "./open-library";
import { readList } from "./read-list";
import { formatTable, percent } from "./table";

const labelled = z.object({ path: z.string(), label: z.string() });

/**
 * Ways of asking; a text is the mean of the embeddings that the templates make of it. Measured with 1,195
 * captions of 239 COCO pictures and the small stand-in model: recall@1/5/10 82.7, 98.4 and 99.7 % with
 * the ensemble and without it, so search asks with the text alone.
 */
const templates = {
  "embedding alone": ["{}"],
  "embedding, ensemble of 4 prompts": ["{}", "a photo of {}", "a picture of {}", "a photograph showing {}"],
};

/**
 * Text-to-image recall@1/5/10, each caption looking for its own picture among all of the list: by
 * embedding, with and without an ensemble of prompts; and through search itself, where each picture's first
 * caption is its description and the others are asked: by words alone, by embedding alone, fused.
 */
export async function measureTextToImage(library: MeasuredLibrary, folder: string, list: string): Promise<void> {
  const { model } = library;
  const pictures = model && (await embedCaptioned(library, folder, list));
  if (!model || !pictures) return;
  const asked = pictures.flatMap(({ captions }, own) => captions.map((caption) => ({ caption, own })));
  const rows = [];
  for (const [way, prompts] of Object.entries(templates)) {
    const ranks = await mapInParallel(library, asked, async ({ caption, own }) => {
      const known = await embedTexts(
        library,
        model,
        prompts.map((prompt) => prompt.replace("{}", caption)),
      );
      const text = known.length > 0 ? sumVectors(known.map(({ embedding }) => ({ vector: embedding, weight: 1 }))) : undefined;
      return text ? rankOf(text, pictures, own) : Number.POSITIVE_INFINITY;
    });
    rows.push([way, ...recallRow(ranks)]);
  }
  console.log(`\nText to image, ${list}: ${asked.length} captions, ${pictures.length} pictures, model ${model.id}`);
  console.log(formatTable(["way", "recall@1", "recall@5", "recall@10"], rows));
  await measureSearch(library, pictures, list);
}

const recallRow = (ranks: readonly number[]) => [1, 5, 10].map((k) => percent(ranks.filter((rank) => rank <= k).length, ranks.length));

/** 1 for the best. */
function rankOf(text: Float32Array, pictures: readonly ListedPicture[], own: number): number {
  const similarities = pictures.map(({ embedding }) => cosineSimilarity(text, embedding));
  return 1 + similarities.filter((similarity) => similarity > (similarities[own] as number)).length;
}

async function measureSearch(library: MeasuredLibrary, pictures: readonly ListedPicture[], list: string): Promise<void> {
  const { model, inference, config } = library;
  if (!model) return;
  const database = await openMeasuredDatabase(library);
  try {
    const actor: Actor = { userId: database.userId, role: "member", sessionId: database.userId, scopes: keyScopes };
    const ctx = { db: database.db, clock: { now: () => new Date() }, config, inference, actor };
    await ensureModel(ctx.db, model, config.database.kind);
    const ids: string[] = [];
    for (const { captions, embedding } of pictures) {
      const imageId = await insertTestImage(ctx.db, actor, { originalName: "0.jpg", description: captions[0] ?? null });
      await ctx.db.insert(embeddings).values({ ownerId: actor.userId, modelId: model.id, imageId, embedding: Array.from(embedding) });
      ids.push(imageId);
    }
    const ranks: Record<string, number[]> = { "words alone": [], "embedding alone": [], fused: [] };
    let worded = 0;
    for (const [own, { captions }] of pictures.entries()) {
      for (const caption of captions.slice(1)) {
        const { hits } = await searchByPlainText(ctx, caption, searchOptions.parse({ limit: 1_000 }));
        const ways = { "words alone": "words", "embedding alone": "meaning" } as const;
        for (const [way, by] of Object.entries(ways)) {
          const found = hits.filter(({ foundBy }) => foundBy.includes(by));
          const ordered = by === "meaning" ? found.sort((a, b) => (b.similarity ?? -1) - (a.similarity ?? -1)) : found;
          ranks[way]?.push(placeOf(ordered, ids[own]));
          if (by === "words" && found.length > 0) worded++;
        }
        ranks.fused?.push(placeOf(hits, ids[own]));
      }
    }
    const asked = ranks.fused?.length ?? 0;
    console.log(`\nThe same through search, ${list}: the first caption is the description, ${asked} others are asked`);
    console.log(
      formatTable(
        ["way", "recall@1", "recall@5", "recall@10"],
        Object.entries(ranks).map(([way, values]) => [way, ...recallRow(values)]),
      ),
    );
    console.log(`Words find anything for ${percent(worded, asked)} of the captions.`);
  } finally {
    await database.close();
  }
}

function placeOf(hits: readonly { image: { id: string } }[], id: string | undefined): number {
  const place = hits.findIndex(({ image }) => image.id === id);
  return place < 0 ? Number.POSITIVE_INFINITY : place + 1;
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
