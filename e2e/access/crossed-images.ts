import { sql } from "drizzle-orm";
import { formOf } from "@/e2e/api/pictures";
import { route } from "@/lib/api/route";
import { addImagesByUrl } from "@/lib/uploads/add-images-by-url";
import * as uploads from "@/lib/uploads/schema";
import { contributorsAdd, everyReader, everyWriter, membersAsk, membersRead, ownerDecides, ownerReads } from "./blocks";
import { reach, serve } from "./foreign-server";
import { embeddingToo, inCollection, newBytes, pair, sameBytes, stacked } from "./given-images";
import type { MoreRow, MoreRows } from "./more-rows";
import type { Ask } from "./table-shape";

const total = (body: string) => /"total":(\d+)/.exec(body)?.[1];
const counted = (what: RegExp) => (body: string) => String(body.match(what)?.length ?? 0);
const idsIn = (body: string) => /"imageIds":\[([^\]]*)\]/.exec(body)?.[1]?.split(",").length;
const stackCount = (body: string) => /"stackCount":(\d+)/.exec(body)?.[1];
const own = { stranger: "3", viewer: "3", owner: "5", administrator: "3" };
const collectionId = (ask: Ask) => ask.id("collection olga.shared");

/** Whether the pictures come in the order of the names by which strangers know them. */
function isByNeutralName(body: string): boolean {
  const ends = [...body.matchAll(/"id":"[0-9a-f-]{28}([0-9a-f]{8})","access"/g)].map(([, end]) => end);
  return ends.length === 2 && String(ends) === String([...ends].sort());
}

/** All of what only its owner is to know of a picture, of both pictures in olga's shared collection. */
const described = (ask: Ask) => [
  sql`update images set favourite = true, rating = 4, description = 'a description', tags = '{found}',
    search_words = search_words || ' a description found', exif = exif || '{"keywords": ["found"]}'::jsonb
    where id in ${[ask.id("olga.shared"), ask.id("carl.guest")]}`,
  stacked(ask, "olga.linked", "olga.shared"),
  stacked(ask, "carl.own", "carl.guest"),
];
/** Whoever looks for what is hidden from them finds only their own. */
const hidden = { viewer: "0", circle: "0", contributor: "1", editor: "0", owner: "1" };
const nameOf = (ask: Ask, kind: string) => `HID_${ask.person === "carl" ? "carl_guest" : "olga_shared"}_${kind}`;

function asks(query: (ask: Ask) => Record<string, string>): MoreRow {
  return {
    call: (ask) => ({ query: { collectionId: collectionId(ask), ...query(ask) }, given: described(ask) }),
    row: membersRead,
    says: { of: total, rows: hidden },
  };
}
const looksFor = (line: string) => asks(() => ({ q: line }));

const byUrl = route(uploads.addImagesByUrl, ({ ctx, actor, input }) => addImagesByUrl(ctx, actor, input, reach));
/** olga and alma added a picture by this address; and rows of alma's are about olga's picture. */
const addedByUrl = (ask: Ask, url: string) => [
  sql`update images set source_url = ${url} where id in ${[ask.id("olga.twin"), ask.id("alma.twin")]}`,
  embeddingToo(ask, "alma", "olga.twin"),
  sql`insert into local_features (image_id, profile, owner_id, data) values (${ask.id("olga.twin")}, 'crossed', ${ask.id("alma")}, ''::bytea)`,
  sql`insert into perceptual_hashes (image_id, owner_id) values (${ask.id("olga.twin")}, ${ask.id("alma")})`,
  sql`insert into content_claims (owner_id, sha256, image_id) values (${ask.id("alma")}, 'before', ${ask.id("olga.twin")})`,
];

/** See [Note: Crossed rows]. */
export const crossedLists: MoreRows = {
  "GET /api/v1/images": {
    "shared by rating": {
      call: (ask) => ({
        query: { sort: "rating", collectionId: collectionId(ask) },
        given: [sql`update images set rating = 5 where id = ${ask.id("olga.shared")}`],
      }),
      row: membersRead,
      says: { of: (body) => /"id":"([^"]+)","access":"(\w+)"/.exec(body)?.[2], rows: { contributor: "owner", owner: "owner" } },
    },
    "shared by hidden name": {
      call: (ask) => ({
        query: { sort: "name", collectionId: collectionId(ask) },
        given: [sql`update images set original_name = translate(right(id::text, 8), '0123456789abcdef', 'fedcba9876543210')`],
      }),
      row: membersRead,
      says: { of: isByNeutralName, rows: { viewer: true, editor: true } },
    },
    "shared in its order": {
      call: (ask) => ({ query: { sort: "collection", collectionId: collectionId(ask) } }),
      row: membersRead,
      says: { of: total, rows: { viewer: "2", owner: "2" } },
    },
    "shared, of stacks the covers": {
      call: (ask) => ({
        query: { stacks: "covers", collectionId: collectionId(ask) },
        given: [stacked(ask, "olga.linked", "olga.shared")],
      }),
      row: membersRead,
      says: { of: total, rows: { viewer: "2", owner: "2" } },
    },
    "shared with embeddings": {
      call: (ask) => ({ query: { include: "embeddings", collectionId: collectionId(ask) } }),
      row: membersRead,
      says: { of: counted(/"vector":/g), rows: { viewer: "0", contributor: "1", owner: "1" } },
    },
    "not in somebody's": {
      call: (ask) => ({
        query: { notCollectionId: ask.id("collection alma.album") },
        given: [inCollection(ask, "alma.album", `${ask.person}.own`)],
      }),
      row: everyReader,
      says: { of: total, rows: own },
    },
    "not in one's own": {
      call: (ask) => ({ query: { notCollectionId: ask.id(`collection ${ask.person}.album`) } }),
      row: everyReader,
      says: { of: total, rows: { stranger: "2", contributor: "2", owner: "4" } },
    },
    "not in the default": {
      call: () => ({ query: { notCollectionId: "default" } }),
      row: everyReader,
      says: { of: total, rows: { stranger: "0", owner: "0" } },
    },
    "shared by stars": asks(() => ({ ratingMin: "4" })),
    "shared by address": asks((ask) => ({ url: `https://pictures.example/${nameOf(ask, "")}.jpg` })),
    "shared by metadata": asks((ask) => ({ metadata: JSON.stringify({ note: nameOf(ask, "metadata") }) })),
    "shared by camera": asks(() => ({ camera: "hid_" })),
    "shared by a tag": asks(() => ({ tag: "found" })),
  },
  "GET /api/v1/search": {
    "shared by its camera": looksFor("camera:hid_"),
    "shared near by": looksFor("near:12.345,98.765"),
    "shared with stars": looksFor("rating:3"),
    "shared and a favourite": looksFor("is:favourite"),
    "shared in a stack": looksFor("is:stacked"),
    "shared with a position": looksFor("has:position"),
    "shared with a camera": looksFor("has:camera"),
    "shared with a description": looksFor("has:description"),
    "shared with tags": looksFor("has:tags"),
    "shared with rating": looksFor("has:rating"),
    "shared with a hidden tag": looksFor("tag:found"),
    "shared by a phrase": looksFor('"a description"'),
    /** What is hidden from somebody is not known to be there: it is not left out either. */
    "shared without a phrase": {
      ...looksFor('-"a description"'),
      says: { of: total, rows: { viewer: "2", circle: "2", contributor: "1", editor: "2", owner: "1" } },
    },
  },
};

export const crossedImages: MoreRows = {
  "GET /api/v1/images/{imageId}": {
    "of a stack": {
      call: (ask) => ({
        params: { imageId: ask.id("olga.shared") },
        given: [stacked(ask, "olga.linked", "olga.shared", "olga.trashed")],
      }),
      row: membersRead,
      says: { of: idsIn, rows: { owner: 2 } },
    },
    "of a guest's stack": {
      call: (ask) => ({ params: { imageId: ask.id("carl.guest") }, given: [stacked(ask, "carl.guest", "carl.failed")] }),
      row: membersRead,
      says: { of: idsIn, rows: { contributor: 2 } },
    },
    "of a crossed stack": {
      call: (ask) => ({ params: { imageId: ask.id("olga.shared") }, given: [stacked(ask, "olga.shared", "alma.own", "olga.failed")] }),
      row: membersRead,
      says: { of: idsIn, rows: { owner: 2 } },
    },
    "on a trashed one": {
      call: (ask) => ({ params: { imageId: ask.id("olga.shared") }, given: [stacked(ask, "olga.shared", "olga.trashed")] }),
      row: membersRead,
      says: { of: stackCount, rows: { owner: "0" } },
    },
    "repeating somebody's": {
      call: (ask) => ({
        params: { imageId: ask.id("olga.linked") },
        given: [pair(ask, "olga", "olga.linked", "alma.own"), pair(ask, "alma", "olga.linked", "olga.failed")],
      }),
      row: ownerReads,
      says: { of: counted(/"verdict"/g), rows: { owner: "0" } },
    },
  },
  "POST /api/v1/images/archive": {
    "of a collection": {
      call: (ask) => ({ json: { collectionId: collectionId(ask) } }),
      row: membersAsk,
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the mark of an entry in the list of a zip
      says: { of: counted(/PK\x01\x02/g), rows: { viewer: "2", owner: "2" } },
    },
  },
  "POST /api/v1/images": {
    "by a guest": {
      call: async (ask) => ({ query: { targetCollection: collectionId(ask) }, body: formOf("files", await newBytes()) }),
      row: contributorsAdd,
      does: "contributor: files 1, images 1, memberships 2",
    },
    "bytes of somebody, by a guest": {
      call: async (ask) => ({
        query: { targetCollection: collectionId(ask) },
        body: formOf("files", await newBytes()),
        given: await sameBytes(ask),
      }),
      row: contributorsAdd,
      does: "contributor: files 1, images 1, memberships 2",
    },
    "bytes of somebody": {
      call: async (ask) => ({ body: formOf("files", await newBytes()), given: await sameBytes(ask) }),
      row: everyWriter,
      does: "owner: files 1, images 1, memberships 1",
    },
  },
  "POST /api/v1/images/by-url": {
    "the same bytes": {
      call: async (ask) => {
        const url = await serve("/picture", Buffer.from(ask.secret("picture"), "base64"));
        return { json: { url, metadata: { added: "again" } }, given: addedByUrl(ask, url), handler: byUrl };
      },
      row: everyWriter,
      does: "owner: images 1",
    },
    "other bytes": {
      call: async (ask) => {
        const url = await serve("/picture", await newBytes());
        const unclaimed = sql`update content_claims set image_id = null where owner_id = ${ask.id("alma")} and sha256 <> 'before'`;
        return {
          json: { url, metadata: { added: "again" } },
          given: [...addedByUrl(ask, url), ...(await sameBytes(ask)), unclaimed],
          handler: byUrl,
        };
      },
      row: everyWriter,
      does: "owner: duplicate_pairs 1, files 1, images 1",
    },
  },
  "POST /api/v1/processing/again": {
    "of a collection": {
      call: (ask) => ({ json: { steps: ["exif"], collectionId: collectionId(ask) } }),
      row: ownerDecides,
      does: "owner: images 2",
    },
  },
};
