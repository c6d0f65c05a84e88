import { sql } from "drizzle-orm";
import { everyAsker, everyReader, everyWriter, membersAsk, membersRead, nobodyWrites, ownerAsks, ownerReads, ownerWrites } from "./blocks";
import { calibrated, embeddingOf, embeddingToo, inCollection, indexed, recognisable, recognised } from "./given-images";
import type { MoreRows } from "./more-rows";
import type { Ask } from "./table-shape";

const total = (body: string) => /"total":(\d+)/.exec(body)?.[1];
const covered = (body: string) => `${/"embedded":(\d+)/.exec(body)?.[1]} ${/"waiting":(\d+)/.exec(body)?.[1]}`;
const shared = (ask: Ask) => ask.id("collection olga.shared");

/** What is said of why a picture is found: parts of the line that it does not pass, and where its words stand. */
const reasons = (body: string) =>
  [...body.matchAll(/"token":(null|\d+)|"fields":\[([^\]]*)\]/g)].map(([, token, fields]) => token ?? `[${fields}]`).join(" ");

/** An embedding of olga's picture is alma's. */
const embeddings = (ask: Ask) => [embeddingOf(ask, "alma", "olga.twin")];
/** A collection that somebody else calls so holds pictures of whoever asks. */
const namedBySomebody = (ask: Ask) => [
  sql`update collections set name = 'wordcrossed', search_words = 'wordcrossed' where id = ${ask.id("collection alma.album")}`,
  inCollection(ask, "alma.album", `${ask.person}.own`),
];

/** The search that olga keeps is with somebody else's picture, as if that had been shared with her once. */
const searchWithAlmas = (ask: Ask) => ({
  params: { searchId: ask.id("search olga") },
  given: [
    sql`update saved_searches set pictures = jsonb_build_array(jsonb_build_object('imageId', ${ask.id("alma.own")}::text, 'weight', 1))
      where id = ${ask.id("search olga")}`,
  ],
});

/** See [Note: Crossed rows]. */
export const crossedSearch: MoreRows = {
  "POST /api/v1/searches": {
    "with a picture": {
      call: (ask) => ({ json: { name: "mine", pictures: [{ imageId: ask.id("olga.own") }] } }),
      row: ownerWrites,
      does: "owner: saved_searches 1",
    },
  },
  "PATCH /api/v1/searches/{searchId}": {
    "with somebody's picture": {
      call: (ask) => ({ params: { searchId: ask.id("search olga") }, json: { pictures: [{ imageId: ask.id("alma.own") }] } }),
      row: nobodyWrites,
    },
  },
  "GET /api/v1/searches/{searchId}": {
    "with somebody's picture": {
      call: searchWithAlmas,
      row: ownerReads,
      says: { of: (body) => /"missingPictures":(\d+)/.exec(body)?.[1], rows: { owner: "1" } },
    },
  },
  "GET /api/v1/searches/{searchId}/images": {
    "with somebody's picture": {
      call: searchWithAlmas,
      row: ownerReads,
      says: { of: (body) => `${total(body)} ${/"missingPictures":(\d+)/.exec(body)?.[1]}`, rows: { owner: "5 1" } },
    },
  },
  "GET /api/v1/search": {
    "in somebody's collection": {
      call: (ask) => ({
        query: { q: "in:theirs" },
        given: [sql`update collections set name = 'theirs' where id = ${ask.id("collection fred.album")}`],
      }),
      row: everyReader,
      says: { of: total, rows: { stranger: "0", owner: "0" } },
    },
    "in the default collection": {
      call: () => ({ query: { q: "in:default" } }),
      row: everyReader,
      says: { of: total, rows: { stranger: "3", owner: "5" } },
    },
    "without the word of somebody's collection": {
      call: (ask) => ({ query: { q: "-wordcrossed" }, given: namedBySomebody(ask) }),
      row: everyReader,
      says: { of: total, rows: { stranger: "3", owner: "5" } },
    },
    "by a phrase": { call: () => ({ query: { q: '"seen"' } }), row: everyReader, says: { of: total, rows: { stranger: "3", owner: "5" } } },
    "by some words": {
      call: () => ({ query: { q: "seen zyxelsewhere" } }),
      row: everyReader,
      says: { of: total, rows: { stranger: "3", owner: "5" } },
    },
    "by some words of a collection": {
      call: (ask) => ({ query: { q: "wordcrossed zyxelsewhere" }, given: namedBySomebody(ask) }),
      row: everyReader,
      says: { of: total, rows: { stranger: "0", owner: "0" } },
    },
    "shared by some words": {
      call: (ask) => ({ query: { q: "seen zyxelsewhere", collectionId: shared(ask) } }),
      row: membersRead,
      says: { of: total, rows: { viewer: "0", contributor: "1", editor: "0", owner: "1" } },
    },
    covered: {
      call: (ask) => ({ query: { q: "seen" }, given: embeddings(ask) }),
      row: everyReader,
      says: { of: covered, rows: { stranger: "3 0", owner: "4 1" } },
    },
    "without embeddings": {
      call: () => ({ query: { q: "seen" }, given: [sql`delete from embeddings`] }),
      row: everyReader,
      says: { of: covered, rows: { stranger: "0 2", owner: "0 4" } },
    },
    "without a model": {
      call: () => ({
        query: { q: "seen" },
        settings: (config) => ({ ...config, models: { ...config.models, search: "nowhere" } }),
      }),
      row: everyReader,
      says: { of: covered, rows: { stranger: "0 2", owner: "0 4" } },
    },
    "shared, covered": {
      call: (ask) => ({ query: { q: "seen", collectionId: shared(ask) }, given: [embeddingOf(ask, "alma", "olga.shared")] }),
      row: membersRead,
      says: { of: covered, rows: { viewer: "1 1", contributor: "1 1", owner: "4 1" } },
    },
  },
  "GET /api/v1/images/{imageId}/similar": {
    crossed: {
      call: (ask) => ({ params: { imageId: ask.id("olga.own") }, given: embeddings(ask) }),
      row: ownerReads,
      says: { of: total, rows: { owner: "3" } },
    },
    "crossed and filtered": {
      call: (ask) => ({ params: { imageId: ask.id("olga.own") }, query: { widthMin: "1" }, given: embeddings(ask) }),
      row: ownerReads,
      says: { of: total, rows: { owner: "3" } },
    },
    "like somebody's picture": {
      call: (ask) => ({ params: { imageId: ask.id("olga.own") }, given: [embeddingToo(ask, "olga", "alma.own")] }),
      row: ownerReads,
    },
    "of which somebody else knows what it is like": {
      call: (ask) => ({ params: { imageId: ask.id("olga.own") }, given: [embeddingOf(ask, "alma", "olga.own")] }),
      row: ownerReads,
      says: { of: total, rows: { owner: "0" } },
    },
    "where somebody else's nothing fits": {
      call: (ask) => ({ params: { imageId: ask.id(`${ask.person}.own`) }, given: [calibrated(ask, "alma")] }),
      row: everyReader,
      says: { of: (body) => `${total(body)} ${/"nothingFits":(\w+)/.exec(body)?.[1]}`, rows: { stranger: "2 false", owner: "4 false" } },
    },
  },
  "POST /api/v1/search": {
    "shared, crossed": {
      call: (ask) => ({
        json: { imageId: ask.id("carl.guest"), collectionId: shared(ask) },
        given: [embeddingOf(ask, "alma", "olga.shared")],
      }),
      row: membersAsk,
      says: { of: total, rows: { viewer: "0", owner: "0" } },
    },
    "shared, in the collection": {
      call: (ask) => ({ json: { imageId: ask.id("carl.guest"), collectionId: shared(ask) } }),
      row: membersAsk,
      says: { of: total, rows: { viewer: "1", owner: "1" } },
    },
    crossed: {
      call: (ask) => ({ json: { imageId: ask.id("olga.own") }, given: embeddings(ask) }),
      row: ownerAsks,
      says: { of: total, rows: { owner: "3" } },
    },
  },
  "POST /api/v1/search/history": {
    "longer than is kept": {
      call: (ask) => ({
        json: { query: "a new line" },
        given: [
          sql`insert into search_history (id, owner_id, query, used_at)
            select gen_random_uuid(), ${ask.id("olga")}, 'line ' || n, '2001-01-01' from generate_series(1, 500) n`,
          sql`update search_history set used_at = '2000-01-01' where owner_id = ${ask.id("fred")}`,
        ],
      }),
      row: everyWriter,
      does: "owner: search_history 3",
    },
  },
  "GET /api/v1/search/suggestions": {
    "what is in the trash": {
      call: () => ({ query: { q: "zeiss" }, given: [sql`update images set camera_model = 'Zeiss' where place <> 'library'`] }),
      row: everyReader,
      says: { of: (body) => String(body.match(/"kind":"camera"/g)?.length ?? 0), rows: { stranger: "0", owner: "0" } },
    },
    "lines of history": {
      call: () => ({ query: { q: "SEEN_" } }),
      row: everyReader,
      says: { of: (body) => String(body.match(/"kind":"(saved|search)"/g)?.length ?? 0), rows: { stranger: "0", owner: "2" } },
    },
  },
  "GET /api/v1/search/explain": {
    "by the word of somebody's collection": {
      call: (ask) => ({ query: { imageId: ask.id(`${ask.person}.own`), q: "wordcrossed" }, given: namedBySomebody(ask) }),
      row: everyReader,
      says: { of: reasons, rows: { stranger: "[]", owner: "[]" } },
    },
    "shared with reasons": {
      call: (ask) => ({
        query: { imageId: ask.id("olga.shared"), q: "seen camera:hid_ near:12.345,98.765 is:favourite" },
        given: [sql`update images set favourite = true where id = ${ask.id("olga.shared")}`],
      }),
      row: membersRead,
      says: { of: reasons, rows: { viewer: "null 1 2 3 []", owner: '["title","collection"]' } },
    },
  },
  "POST /api/v1/recognize": {
    all: {
      call: (ask) => ({ json: { imageId: ask.id(`${ask.person}.own`) }, given: [recognised(ask, "fred.album")] }),
      row: everyAsker.replaceAll("+", "9"),
    },
    /** The index has not yet let go of a picture that left the collection, and of one in the trash. */
    "what has left": {
      call: (ask) => ({
        json: { collectionId: shared(ask), imageId: ask.id("carl.guest") },
        given: recognisable(ask, "olga.shared", "olga.shared", "olga.own", "olga.trashed"),
      }),
      row: membersAsk,
      says: { of: (body) => body.match(/"inliers"/g)?.length, rows: { viewer: 1, owner: 1 } },
    },
  },
  "GET /api/v1/collections/{collectionId}/recognition": {
    crossed: {
      call: (ask) => ({
        params: { collectionId: shared(ask) },
        given: [
          indexed(ask, "fred", "fred.album", "olga.shared", "serving"),
          indexed(ask, "alma", "olga.shared", "olga.shared", "building"),
        ],
      }),
      row: membersRead,
      says: {
        of: (body) => `${/"indexed":(\d+)/.exec(body)?.[1]} ${/"isLearning":(\w+)/.exec(body)?.[1]}`,
        rows: { viewer: "0 false", owner: "0 false" },
      },
    },
  },
};
