import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { makePicture } from "@/e2e/api/pictures";
import { toIndexedWords } from "@/lib/feature-index/index-images";
import { encodeWords, oneWord } from "@/lib/feature-index/visual-words";
import { defaultRecognition } from "@/lib/recognition/schema";
import { specOf } from "@/lib/recognition/stored-recognition";
import { calibrationVersion } from "@/lib/search/calibrate-search";
import { decodeFeatures, featureProfile } from "@/lib/vision/local-features";
import type { Ask } from "./table-shape";

/**
 * [Note: Crossed rows] Rows that the program never writes: each says that it is somebody's and is about
 * things of somebody else. A query that forgets to ask whose one of the two are is found by them. They
 * are there in one cell only, between olga, who asks, and alma, who never does.
 */
const image = (ask: Ask, name: string) => sql`${ask.id(name)}::uuid`;

type Verdict = "duplicate" | "similar";

/** Evidence that one picture repeats another, as somebody's. */
export function pair(ask: Ask, owner: string, one: string, other: string, verdict: Verdict = "similar", layer = "view"): SQL {
  return sql`insert into duplicate_pairs (id, owner_id, image_id, of_image_id, layer, verdict, distance, evidence)
    values (gen_random_uuid(), ${ask.id(owner)}, ${image(ask, one)}, ${image(ask, other)}, ${layer}, ${verdict}, 0.1, '{"transform": [1, 0, 0, 0, 1, 0]}')`;
}

/** A decision about two pictures, as somebody's. */
export function decision(ask: Ask, owner: string, one: string, other: string, { is = "not-related", at = "now" } = {}): SQL {
  return sql`insert into duplicate_decisions (owner_id, image_id, of_image_id, decision, decided_at)
    values (${ask.id(owner)}, ${image(ask, one)}, ${image(ask, other)}, ${is}, ${at}::timestamptz)`;
}

/** Somebody said that pictures have nothing to do with each other: some of them as olga's, some as alma's. */
export function apart(ask: Ask, setId: string, ...rows: [owner: string, name: string][]): SQL {
  const values = rows.map(([owner, name]) => sql`(${ask.id(setId)}, ${image(ask, name)}, ${ask.id(owner)})`);
  return sql`insert into unrelated_images (set_id, image_id, owner_id) values ${sql.join(values, sql`, `)}`;
}

/** Evidence that was decided about. */
export const closed = sql`update duplicate_pairs set is_open = false where layer = 'view'`;

/** Pictures are stacked under one, whosever they are. */
export function stacked(ask: Ask, under: string, ...names: string[]): SQL {
  return sql`update images set stacked_under = ${image(ask, under)} where id in ${names.map((name) => ask.id(name))}`;
}

/** Pictures that are stacked under somebody else's, or under one in the trash. */
export const wrongStacks = sql`select count(*)::int as wrong from images i join images cover on cover.id = i.stacked_under
  where cover.owner_id <> i.owner_id or cover.place = 'trash'`;
export const wrong = (body: string) => /"wrong":(\d+)/.exec(body)?.[1];

/** Somebody's kept search is with a picture; with `former`, the picture stands there for that other one. */
export function searchedWith(ask: Ask, owner: string, name: string, ...former: string[]): SQL {
  const pictures = JSON.stringify([{ imageId: ask.id(name), weight: 1, formerIds: former.map((each) => ask.id(each)) }]);
  return sql`update saved_searches set pictures = ${pictures}::text::jsonb where id = ${ask.id(`search ${owner}`)}`;
}

/** Pictures say that they were trashed for a reason, wherever they are. */
export function trashedFor(ask: Ask, reason: string, ...names: string[]): SQL {
  return sql`update images set trash_reason = ${reason} where id in ${names.map((name) => ask.id(name))}`;
}

/** Pictures are in somebody's collection besides. */
export function inCollection(ask: Ask, collection: string, ...names: string[]): SQL {
  return sql`insert into memberships (collection_id, image_id)
    select ${ask.id(`collection ${collection}`)}::uuid, id from images where id in ${names.map((name) => ask.id(name))}
    on conflict do nothing`;
}

/** The embedding of a picture is somebody else's. */
export function embeddingOf(ask: Ask, owner: string, name: string): SQL {
  return sql`update embeddings set owner_id = ${ask.id(owner)} where image_id = ${image(ask, name)}`;
}

/** A picture has an embedding of somebody else besides. */
export function embeddingToo(ask: Ask, owner: string, name: string): SQL {
  return sql`insert into embeddings (owner_id, model_id, image_id, embedding)
    select ${ask.id(owner)}::uuid, model_id, image_id, embedding from embeddings where image_id = ${image(ask, name)}`;
}

/** Somebody's library has learned that nothing fits anything. */
export function calibrated(ask: Ask, owner: string): SQL {
  const zeros = sql`encode(decode(repeat('00000000', vector_dims(embedding)), 'hex'), 'base64')`;
  return sql`insert into search_calibrations (owner_id, model_id, version, image_count, data)
    select ${ask.id(owner)}::uuid, model_id, ${calibrationVersion}, 100,
      jsonb_build_object('means', jsonb_build_object('texts', ${zeros}, 'pictures', ${zeros}), 'level', 1000, 'floor', 1000, 'spread', 1000)
    from embeddings limit 1`;
}

export const decidedAt = "2026-01-01T00:00:00Z";
type Done = {
  action: "keep" | "stack";
  keepId: string;
  otherIds: string[];
  heldIds?: string[];
  stackedBefore?: Record<string, string | null>;
};

/** olga's run did this, with pictures of others among it. */
export function ran(ask: Ask, done: Done): SQL {
  const group = { ruleId: ask.id("rule olga"), ruleName: "rule", heldIds: [], stackedBefore: {}, decidedAt, ...done };
  const changes = JSON.stringify({ automatic: false, groups: [group] });
  return sql`update duplicate_rule_runs set changes = ${changes}::text::jsonb where id = ${ask.id("run olga")}`;
}

const profile = featureProfile(specOf(defaultRecognition));

/** An index of features of somebody's, of a collection, that holds one picture. */
export function indexed(ask: Ask, owner: string, collection: string, name: string, state: "serving" | "building"): SQL {
  return sql`with made as (insert into feature_indexes (id, owner_id, collection_id, profile, state, words, learned_from)
      values (gen_random_uuid(), ${ask.id(owner)}, ${ask.id(`collection ${collection}`)}, ${profile}, ${state}, ''::bytea, 0) returning id)
    insert into indexed_images (index_id, image_id) select id, ${image(ask, name)} from made`;
}

/** Things of a collection are recognised. */
export function recognised(ask: Ask, collection: string): SQL {
  const stored = JSON.stringify({ ...defaultRecognition, profile, before: null });
  return sql`update collections set recognition = ${stored}::text::jsonb where id = ${ask.id(`collection ${collection}`)}`;
}

/** An index that finds pictures in a photograph of any of them, whether they are in its collection or not. */
export function recognisable(ask: Ask, collection: string, ...names: string[]): SQL[] {
  const features = Buffer.from(ask.secret("features"), "base64");
  const words = oneWord(defaultRecognition.dimensions / 32);
  const ids = names.map((name) => ask.id(name));
  return [
    recognised(ask, collection),
    sql`insert into local_features (image_id, profile, owner_id, data)
      select id, ${profile}, owner_id, ${features} from images where id in ${ids}`,
    sql`with made as (insert into feature_indexes (id, owner_id, collection_id, profile, state, words, learned_from)
        select gen_random_uuid(), owner_id, id, ${profile}, 'serving', ${encodeWords(words)}, 0 from collections
        where id = ${ask.id(`collection ${collection}`)} returning id)
      insert into indexed_images (index_id, image_id, words)
      select made.id, i.id, ${toIndexedWords(words, decodeFeatures(features))} from made, images i where i.id in ${ids}`,
  ];
}

/** A picture that nobody in the world has yet. */
const newPicture = makePicture();
export const newBytes = async () => newPicture;

/** alma has a picture with the same bytes, and whoever received them claimed them. */
export async function sameBytes(ask: Ask): Promise<SQL[]> {
  const sha256 = createHash("sha256")
    .update(await newPicture)
    .digest("hex");
  return [
    sql`update images set sha256 = ${sha256} where id = ${image(ask, "alma.own")}`,
    sql`insert into content_claims (owner_id, sha256, image_id) values (${ask.id("alma")}, ${sha256}, ${image(ask, "alma.own")})`,
  ];
}
