import type postgres from "postgres";
import type { Config } from "@/lib/config";
import type { Context } from "@/lib/context/context";
import { createContext } from "@/lib/context/create-context";
import { openDatabase } from "@/lib/db/client";
import { toVectorLiteral } from "@/lib/db/columns";
import { ensureModel } from "@/lib/db/embedding-partitions";
import { embedImages } from "@/lib/inference/embed-images";
import { embedText } from "@/lib/inference/embed-text";
import { findSearchModel, type SearchModel } from "@/lib/inference/model-store";
import { calibrateSearches } from "@/lib/search/calibrate-search";
import { searchByText } from "@/lib/search/schema";
import { formatTable, quantile } from "../eval/table";
import { seededRandom } from "../fixtures/seeded-random";
import type { Visitor } from "../fixtures/visitor";
import { fillLibrary } from "./fill-library";
import { mixVectors } from "./mixed-vectors";
import { listJpegs } from "./pictures";
import { withoutIndex } from "./without-index";

const queries = [
  "a dog running on grass",
  "birthday cake",
  "red car in the street",
  "people on a beach",
  "a bowl of fruit",
  "snow mountain",
  "cat",
  "train",
];
const rounds = 5;
const picturesMax = 300;
/** The answers to these are compared with an exact scan. */
const compared = 100;

/** Filters, each as the API takes it and as SQL, with about the share that passes. */
const filters = [
  { name: "none", input: {}, where: "true" },
  { name: "50 %", input: { ratingMin: 3 }, where: "i.rating >= 3" },
  { name: "17 %", input: { ratingMin: 5 }, where: "i.rating >= 5" },
  { name: "1 %", input: { favourite: "true" as const }, where: "i.favourite" },
];

type Asked = { query: string; literal: string };
type Measured = { config: Config; visitor: Visitor; ownerId: string; folder: string };

/**
 * Search over HTTP beside the same scan as raw SQL, in one run, with and without filters, and its recall
 * against that scan. The library is filled up with mixes of the folder's real embeddings.
 */
export async function measureSearch({ config, visitor, ownerId, folder }: Measured, sizes: number[]): Promise<void> {
  const found = await findSearchModel(config);
  if (found.status === "missing") return console.log(`\nSearch: skipped, ${found.reason}`);
  const { model } = found;
  const ctx = await createContext("bench", { ...config, logLevel: "warn" });
  const { sql, close } = openDatabase(config, { statementTimeoutMs: 0 });
  await ensureModel(ctx.db, model, config.database.kind);
  const draw = mixVectors(await embedPictures(ctx, model, folder), seededRandom(7));
  const rows: (string | number)[][] = [];
  for (const size of sizes) {
    await withoutIndex(sql, () => fillLibrary(sql, ownerId, size, model, draw));
    await calibrateSearches(ctx);
    const { text, asked } = await embedQueries(ctx, model);
    const search = (query: string, filter: object, limit: number) => visitor.call(searchByText, { q: query, limit, ...filter });
    await search("warm", {}, 100);
    for (const { name, input, where } of filters) {
      const [raw, http, fits]: [number[], number[], number[]] = [[], [], []];
      for (let round = 0; round < rounds; round++) {
        for (const { query, literal } of asked) {
          await timed(raw, () => scan(sql, { literal, where, ownerId, modelId: model.id }));
          fits.push((await timed(http, () => search(query, input, 100))).total);
        }
      }
      let [hits, all] = [0, 0];
      for (const { query, literal } of asked) {
        const exact = await scan(sql, { literal, where, ownerId, modelId: model.id });
        const answer = await visitor.call(searchByText, { q: query, limit: compared, minSimilarity: -1, ...input });
        const ids = new Set(answer.hits.map(({ image }) => image.id));
        hits += exact.filter(({ id }) => ids.has(id)).length;
        all += exact.length;
      }
      const [p50, p95] = [0.5, 0.95].map((p) => quantile(http, p).toFixed(1));
      const [raw50, raw95] = [0.5, 0.95].map((p) => quantile(raw, p).toFixed(1));
      rows.push([
        size,
        name,
        p50 ?? "",
        p95 ?? "",
        raw50 ?? "",
        raw95 ?? "",
        quantile(text, 0.5).toFixed(1),
        (hits / all).toFixed(4),
        quantile(fits, 0.5),
      ]);
    }
  }
  const [{ shared_buffers: buffers } = { shared_buffers: "" }] = await sql<{ shared_buffers: string }[]>`show shared_buffers`;
  await close();
  await ctx.close();
  console.log(
    `\nSearch by words over HTTP, ms; ${queries.length * rounds} queries each, ${config.database.kind} database (shared_buffers ${buffers}), model ${model.id}`,
  );
  const head = ["embeddings", "passing", "p50", "p95", "exact SQL p50", "exact SQL p95", "text embedding p50"];
  console.log(formatTable([...head, `recall@${compared}`, "hits (median)"], rows));
}

async function embedPictures(ctx: Pick<Context, "decoder" | "inference">, model: SearchModel, folder: string): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const path of listJpegs(folder).slice(0, picturesMax)) {
    const decoded = await ctx.decoder.decode({ path, want: { tensor: model.tensor } }).catch(() => undefined);
    const [vector] = decoded?.tensor ? await embedImages(ctx.inference, model, [decoded.tensor]) : [];
    if (vector) vectors.push(vector);
  }
  return vectors;
}

async function embedQueries(ctx: Pick<Context, "inference">, model: SearchModel): Promise<{ text: number[]; asked: Asked[] }> {
  const text: number[] = [];
  const asked: Asked[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const query of queries) {
      const vector = await timed(text, () => embedText(ctx.inference, model, query));
      if (round === 0 && vector) asked.push({ query, literal: toVectorLiteral(vector) });
    }
  }
  return { text, asked };
}

/** What search does at least, without the app: an exact scan of all that passes. */
function scan(
  sql: postgres.Sql,
  { literal, where, ownerId, modelId }: { literal: string; where: string; ownerId: string; modelId: string },
) {
  return sql<{ id: string }[]>`
    select e.image_id as id, e.embedding <#> ${literal}::vector as distance
    from embeddings e join images i on i.id = e.image_id
    where e.model_id = ${modelId} and e.owner_id = ${ownerId} and i.place = 'library' and ${sql.unsafe(where)}
    order by distance limit ${compared}`;
}

async function timed<T>(into: number[], work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  into.push(performance.now() - started);
  return result;
}
