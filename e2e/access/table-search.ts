import { everyReader, everyWriter, imagesAsked, imagesSeen, nobodyReads, nobodyWrites, ownerReads, ownerWrites } from "./blocks";
import type { Ask, Table } from "./table-shape";

/** The searches that olga and fred keep, and the lines that they searched for. */
const owners: Record<string, string> = { private: "olga", foreign: "fred" };
const idOf = (ask: Ask, kind: "search" | "line") => (ask.state === "absent" ? ask.id("absent") : ask.id(`${kind} ${owners[ask.state]}`));
const search = (ask: Ask) => ({ params: { searchId: idOf(ask, "search") } });

const readsOwn = { private: ownerReads, foreign: nobodyReads, absent: nobodyReads };
const changesOwn = { private: ownerWrites, foreign: nobodyWrites, absent: nobodyWrites };
const total = (body: string) => /"total":(\d+)/.exec(body)?.[1];
const own = { stranger: "0", viewer: "0", owner: "1", administrator: "0" };

export const searchDoors: Table = {
  "GET /api/v1/searches": { call: () => ({}), rows: { all: everyReader }, says: { of: total, rows: { all: own } } },
  "POST /api/v1/searches": { call: () => ({ json: { name: "mine", query: "tag:mine" } }), rows: { all: everyWriter } },
  "GET /api/v1/searches/{searchId}": { call: search, rows: readsOwn },
  "PATCH /api/v1/searches/{searchId}": { call: (ask) => ({ ...search(ask), json: { name: "other" } }), rows: changesOwn },
  "DELETE /api/v1/searches/{searchId}": { call: search, rows: changesOwn },
  "GET /api/v1/searches/{searchId}/images": { call: search, rows: readsOwn, says: { of: total, rows: { private: { owner: "5" } } } },
  "GET /api/v1/search/history": { call: () => ({}), rows: { all: everyReader }, says: { of: total, rows: { all: own } } },
  "POST /api/v1/search/history": { call: () => ({ json: { query: "a new line" } }), rows: { all: everyWriter } },
  "DELETE /api/v1/search/history": { call: () => ({}), rows: { all: everyWriter } },
  "DELETE /api/v1/search/history/{entryId}": { call: (ask) => ({ params: { entryId: idOf(ask, "line") } }), rows: changesOwn },
  /** Names of others' pictures are not suggested, those of shared collections only to members, with as many pictures as they see. */
  "GET /api/v1/search/suggestions": {
    call: (ask) => ({ query: { q: ask.state === "collections" ? "in:seen_olga_shared" : "hid" } }),
    rows: { all: everyReader, collections: everyReader },
    says: {
      of: (body) => [...body.matchAll(/"kind":"in"[^}]*"count":(\d+)/g)].map(([, count]) => count).join(),
      rows: { collections: { stranger: "", viewer: "2", circle: "2", contributor: "2", editor: "2", owner: "2", administrator: "" } },
    },
  },
  "GET /api/v1/search/explain": {
    call: (ask) => ({ query: { imageId: ask.image(), q: "seen camera:hid near:12.345,98.765 -is:favourite" } }),
    rows: imagesSeen,
  },
  /** Both of the image that is asked about, and of one that is asked with. */
  "POST /api/v1/search/explain": {
    call: (ask) => ({ json: { imageId: ask.image(), hitId: ask.image(), q: "seen camera:hid near:12.345,98.765 -is:favourite" } }),
    rows: imagesAsked,
  },
};
