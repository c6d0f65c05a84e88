import type { Config } from "@/lib/config";
import { createContext } from "@/lib/context/create-context";
import { openDatabase } from "@/lib/db/client";
import { ensureModel } from "@/lib/db/embedding-partitions";
import { embedText } from "@/lib/inference/embed-text";
import { findSearchModel } from "@/lib/inference/model-store";
import { searchByText } from "@/lib/search/schema";
import { formatTable, quantile } from "../eval/table";
import type { Visitor } from "../fixtures/visitor";
import { fillLibrary } from "./fill-library";

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
const rounds = 10;

/** Search over HTTP beside the same scan as raw SQL, in one run; the library is filled up with seeded unit vectors. */
export async function measureSearch(config: Config, visitor: Visitor, ownerId: string, sizes: number[]): Promise<void> {
  const found = await findSearchModel(config);
  if (found.status === "missing") return console.log(`\nSearch: skipped, ${found.reason}`);
  const { model } = found;
  const ctx = await createContext("bench", { ...config, logLevel: "warn" });
  const { sql, close } = openDatabase(config);
  const rows: (string | number)[][] = [];
  await ensureModel(ctx.db, model, config.database.kind);
  for (const size of sizes) {
    await fillLibrary(sql, ownerId, size, model);
    const text: number[] = [];
    const raw: number[] = [];
    const http: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const query of queries) {
        const vector = await timed(text, () => embedText(ctx.inference, model, query));
        if (!vector) continue;
        const literal = `[${Array.from(vector).join(",")}]`;
        await timed(
          raw,
          () => sql`
          select e.image_id, e.embedding <=> ${literal}::vector as distance
          from embeddings e join images i on i.id = e.image_id
          where e.model_id = ${model.id} and e.owner_id = ${ownerId} and i.place = 'library'
          order by distance limit 100`,
        );
        await timed(http, () => visitor.call(searchByText, { q: query, limit: 100 }));
      }
    }
    const [t, r, h] = [text, raw, http].map((values) => ({ p50: quantile(values, 0.5), p95: quantile(values, 0.95) }));
    if (t && r && h) {
      rows.push([
        size,
        h.p50.toFixed(1),
        h.p95.toFixed(1),
        r.p50.toFixed(1),
        r.p95.toFixed(1),
        t.p50.toFixed(1),
        ((h.p50 - t.p50) / r.p50).toFixed(2),
      ]);
    }
  }
  await close();
  await ctx.close();
  console.log(`\nSearch by words over HTTP, ms; ${queries.length * rounds} queries at each size, model ${model.id}`);
  console.log(
    formatTable(["embeddings", "p50", "p95", "raw SQL p50", "raw SQL p95", "text embedding p50", "(p50 − text) / raw SQL"], rows),
  );
}

async function timed<T>(into: number[], work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  into.push(performance.now() - started);
  return result;
}
