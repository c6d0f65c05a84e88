import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type postgres from "postgres";
import { v7 as uuidv7 } from "uuid";
import { type Actor, scopeOf } from "@/lib/auth/access";
import { insertDefaultCollection, insertUser } from "@/lib/auth/queries";
import { type Config, readConfig } from "@/lib/config";
import { createContext, type OpenContext } from "@/lib/context/create-context";
import { openHashTable } from "@/lib/duplicates/hash-table";
import { keepIndex } from "@/lib/feature-index/keep-index";
import { receiveImage } from "@/lib/images/receive-image";
import { ingestImage } from "@/lib/ingest/ingest-image";
import { migrateQueue } from "@/lib/queue/migrate-queue";
import { encodeFeatures, featureProfile, viewFeatureSpec } from "@/lib/vision/local-features";
import { openMeasuredDatabase } from "../eval/open-database";
import { openMeasuredLibrary } from "../eval/open-library";
import { formatTable, quantile } from "../eval/table";
import { seededRandom } from "../fixtures/seeded-random";
import type { UploadFile } from "../fixtures/visitor";
import { measureProcessor } from "./processor";

const profile = featureProfile(viewFeatureSpec);
const rowsPerInsert = 250;
/** As many as photographs of 640 px have on average. */
const featuresEach = 250;
/**
 * Pictures of a round that are told apart: the first of them reads the hashes that came since the last one, each reads rows
 * of postings that nobody has read yet, and the first of all run code that is not compiled yet.
 */
const coldCount = 5;

/**
 * Milliseconds of each new photograph's look for duplicates, within its ingest, in libraries of growing
 * size: hashes and features by chance, the index of features kept as housekeeping keeps it. Without a
 * model: its embeddings are measured by search.
 */
export async function measureDuplicates(pictures: readonly UploadFile[], sizes: readonly number[]): Promise<void> {
  const library = await openMeasuredLibrary();
  const database = await openMeasuredDatabase(library);
  await migrateQueue(database.db);
  const config: Config = { ...library.config, logLevel: "warn", models: { ...readConfig().models, search: library.config.dataDir } };
  const ctx = await createContext("bench", config);
  const rows: (string | number)[][] = [];
  try {
    const actor = await addPerson(ctx);
    let filled = 0;
    for (const [round, size] of sizes.entries()) {
      await fill(database.sql, actor.userId, filled, size);
      filled = size;
      const started = performance.now();
      await keepIndex(ctx, { ownerId: actor.userId, collectionId: null, profile }, { dimensions: viewFeatureSpec.dimensions });
      const indexedS = (performance.now() - started) / 1_000;
      const perRound = Math.floor(pictures.length / sizes.length);
      const taken = pictures.slice(round * perRound, (round + 1) * perRound);
      const { result, cpu } = await measureProcessor(ctx.db, () => measureRound(ctx, actor, taken), taken.length);
      rows.push([size, ...result, cpu, indexedS.toFixed(0)]);
      console.log(rows.at(-1)?.join(" "));
    }
  } finally {
    await ctx.close();
    await database.close();
    await library.close();
  }
  console.log(`\nDuplicates of a new picture, ms, on ${config.database.kind === "server" ? "a server" : "the embedded database"}`);
  const cold = `most of the first ${coldCount}`;
  const head = ["images", "whole step p50", "p95", "most", cold, "hashes p50", "all of ingest p50", "of processor time", "index built, s"];
  console.log(formatTable(head, rows));
}

async function measureRound(ctx: OpenContext, actor: Actor, pictures: readonly UploadFile[]): Promise<string[]> {
  const [steps, whole, hashes]: [number[], number[], number[]] = [[], [], []];
  for (const picture of pictures) {
    const imageId = await receive(ctx, actor, picture);
    const started = performance.now();
    const { timingsMs } = await ingestImage(ctx, { imageId, isLastAttempt: true });
    whole.push(performance.now() - started);
    steps.push(timingsMs.duplicates ?? Number.NaN);
    const before = performance.now();
    const table = await openHashTable(ctx.db, scopeOf(actor));
    await table.findNear(imageId, ({ distance256, distance64 }) => distance256 <= 30 || distance64 <= 12);
    hashes.push(performance.now() - before);
  }
  const [cold, warm] = [steps.slice(0, coldCount), steps.slice(coldCount)];
  const all = [
    quantile(warm, 0.5),
    quantile(warm, 0.95),
    Math.max(...warm),
    Math.max(...cold),
    quantile(hashes, 0.5),
    quantile(whole, 0.5),
  ];
  return all.map((ms) => ms.toFixed(0));
}

async function addPerson(ctx: OpenContext): Promise<Actor> {
  const userId = uuidv7();
  await insertUser(ctx.db, { id: userId, username: userId, email: `${userId}@example.org`, passwordHash: "none", role: "member" });
  await insertDefaultCollection(ctx.db, { id: uuidv7(), ownerId: userId, name: "My pictures" });
  return { userId, role: "member", sessionId: uuidv7(), scopes: ["read", "write"] };
}

async function receive(ctx: OpenContext, actor: Actor, { name, bytes }: UploadFile): Promise<string> {
  await mkdir(ctx.storage.incomingDir, { recursive: true });
  const localPath = path.join(ctx.storage.incomingDir, uuidv7());
  await writeFile(localPath, bytes);
  const result = await receiveImage(ctx, actor, {
    localPath,
    sizeBytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    originalName: name,
    collectionId: "default",
    detectDuplicates: true,
  });
  if (result.outcome !== "created") throw new Error(`${name} was not taken: ${JSON.stringify(result)}`);
  return result.imageId;
}

/** Images with hashes and features by chance, up to a size. */
async function fill(sql: postgres.Sql, ownerId: string, from: number, size: number): Promise<void> {
  const [home] = await sql<{ id: string }[]>`select id from collections where owner_id = ${ownerId} and is_default`;
  const random = seededRandom(from + 1);
  const byte = () => Math.floor(random() * 256);
  for (let start = from; start < size; start += rowsPerInsert) {
    const ids = Array.from({ length: Math.min(rowsPerInsert, size - start) }, () => uuidv7());
    await sql`
      insert into images (id, owner_id, home_collection_id, original_name, status, sha256, size_bytes, content_type, width, height, taken_local, taken_source)
      select id, ${ownerId}, ${home?.id ?? ""}, 'picture.jpg', 'processed', id::text, 1, 'image/jpeg', 640, 480, '2024-05-01', 'added'
      from unnest(${ids}::uuid[]) as id`;
    const hashes = ids.map(() => Array.from({ length: 32 }, () => byte().toString(2).padStart(8, "0")).join(""));
    await sql`
      insert into perceptual_hashes (owner_id, image_id, hash256)
      select ${ownerId}, id, hash::bit(256) from unnest(${ids}::uuid[], ${hashes}::text[]) as made(id, hash)`;
    const place = () => Float32Array.from({ length: featuresEach }, () => random() * 500);
    const features = ids.map((image_id) => ({
      image_id,
      profile,
      owner_id: ownerId,
      data: Buffer.from(
        encodeFeatures({
          widthPx: 512,
          heightPx: 512,
          count: featuresEach,
          x: place(),
          y: place(),
          size: new Float32Array(featuresEach).fill(4),
          angle: new Float32Array(featuresEach),
          descriptors: Uint8Array.from({ length: featuresEach * 16 }, byte),
        }),
      ),
    }));
    await sql`insert into local_features ${sql(features)}`;
  }
  await sql`analyze`;
}
