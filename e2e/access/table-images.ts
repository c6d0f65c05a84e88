import { formOf, makePicture } from "@/e2e/api/pictures";
import {
  collectionsDecided,
  everyAsker,
  everyReader,
  everyWriter,
  imagesAsked,
  imagesDecided,
  imagesDescribed,
  imagesSeen,
  membersRead,
  nobodyReads,
  nobodyWrites,
  ownerReads,
  ownerWrites,
} from "./blocks";
import { repeats } from "./given";
import type { Ask, Door, Table } from "./table-shape";

const at = (ask: Ask) => ({ params: { imageId: ask.image() } });
const several = (ask: Ask) => ({ json: { imageIds: [ask.image()] } });
/** With an own picture beside it: all or none. */
const beside = (ask: Ask) => ({ json: { imageIds: [ask.id(`${ask.person}.twin`), ask.image()] } });

const total = (body: string) => /"total":(\d+)/.exec(body)?.[1];
const count = (body: string) => /"count":(\d+)/.exec(body)?.[1];
const library = { stranger: "3", viewer: "3", circle: "3", contributor: "4", editor: "3", owner: "5", administrator: "3", readKey: "5" };
const inShared = { viewer: "2", circle: "2", contributor: "2", editor: "2", owner: "2" };

/** Lists: of one's own, in a shared collection, and in one that is not there for them. */
const lists = (more: Record<string, string> = {}, rows: Record<string, string> = {}): Pick<Door, "call" | "rows"> => ({
  call: (ask) => {
    if (ask.state === "all") return { query: more };
    if (ask.state === "favourites") return { query: { ...more, favourite: "true", collectionId: ask.id("collection olga.shared") } };
    if (ask.state === "with position") return { query: { ...more, hasPosition: "true", collectionId: ask.id("collection olga.shared") } };
    if (ask.state === "by word") return { query: { q: "wordalbum" } };
    if (ask.state === "shared by word") return { query: { q: "wordalbum", collectionId: ask.id("collection olga.shared") } };
    if (ask.state === "shared by name") return { query: { ...more, sort: "name", collectionId: ask.id("collection olga.shared") } };
    return { query: { ...more, collectionId: ask.collection() } };
  },
  rows: {
    all: everyReader,
    default: everyReader,
    shared: membersRead,
    private: ownerReads,
    foreign: nobodyReads,
    invited: nobodyReads,
    left: nobodyReads,
    absent: nobodyReads,
    ...rows,
  },
});
/** What somebody likes is theirs alone to know. */
const favourites = { viewer: "0", circle: "0", contributor: "0", editor: "0", owner: "1" };
/** Of others' pictures nothing is known in a shared collection that does not share details. */
const known = { viewer: "0", circle: "0", contributor: "1", editor: "0", owner: "1" };
const one = { stranger: "1", viewer: "1", contributor: "1", editor: "1", owner: "1", administrator: "1" };

export const imageDoors: Table = {
  "GET /api/v1/images": {
    ...lists({ include: "details" }, { "with position": membersRead, favourites: membersRead, "shared by name": membersRead }),
    says: {
      of: total,
      rows: { all: library, default: library, shared: inShared, "with position": known, favourites, "shared by name": inShared },
    },
  },
  "GET /api/v1/images/count": { ...lists(), says: { of: total, rows: { all: library, default: library, shared: inShared } } },
  /** Words of others' pictures hold their file names: by words nobody finds them, in a shared collection neither. */
  "GET /api/v1/search": {
    ...lists({ q: "seen", include: "details" }, { "by word": everyReader, "shared by word": membersRead }),
    says: {
      of: total,
      rows: {
        all: library,
        shared: known,
        "by word": { stranger: "1", viewer: "1", contributor: "2", owner: "1" },
        "shared by word": { viewer: "0", contributor: "1", editor: "0", owner: "0" },
      },
    },
  },
  "GET /api/v1/timeline": { call: () => ({}), rows: { all: everyReader }, says: { of: total, rows: { all: library } } },
  "GET /api/v1/timeline/{day}": {
    call: () => ({ params: { day: "2024-05-01" } }),
    rows: { all: everyReader },
    says: { of: (body) => String(body.match(/"access"/g)?.length ?? 0), rows: { all: library } },
  },
  "GET /api/v1/changes": {
    call: () => ({ query: { since: "0" } }),
    rows: { all: everyReader },
    says: {
      of: (body) => `${body.match(/"access"/g)?.length ?? 0} of ${/"library":\d+,"held":\d+,"trash":\d+/.exec(body)}`,
      rows: {
        all: {
          stranger: '5 of "library":3,"held":1,"trash":1',
          contributor: '6 of "library":4,"held":1,"trash":1',
          owner: '7 of "library":5,"held":1,"trash":1',
        },
      },
    },
  },
  "GET /api/v1/images/{imageId}": { call: at, rows: imagesSeen },
  "GET /api/v1/images/{imageId}/thumbnail": { call: at, rows: imagesSeen },
  "GET /api/v1/images/{imageId}/original": {
    call: at,
    rows: {
      ...imagesSeen,
      shared: "-0xxxx+0 ++++0 --------- ---",
      guest: "-0xx+xx0 xxxx0 --------- ---",
    },
  },
  "GET /api/v1/images/{imageId}/similar": {
    call: (ask) => (ask.state === "filtered" ? { params: { imageId: ask.id(`${ask.person}.own`) }, query: { widthMin: "1" } } : at(ask)),
    rows: { ...imagesSeen, filtered: everyReader },
    says: { of: total, rows: { own: { stranger: "2", owner: "4" }, filtered: { stranger: "2", owner: "4" } } },
  },
  "POST /api/v1/search": { call: (ask) => ({ json: { imageId: ask.image(), include: "details" } }), rows: imagesAsked },
  "POST /api/v1/search/picture": {
    call: async () => ({ body: formOf("picture", await makePicture()) }),
    rows: { all: everyAsker },
  },
  "POST /api/v1/compare": { call: (ask) => ({ json: { a: ask.id(`${ask.person}.twin`), b: ask.image() } }), rows: imagesAsked },
  "POST /api/v1/images/archive": {
    call: (ask) => (ask.state === "beside" ? { json: { imageIds: [ask.id(`${ask.person}.twin`), ask.id("fred.own")] } } : several(ask)),
    rows: { ...imagesAsked, beside: imagesAsked.foreign },
  },

  "PATCH /api/v1/images/{imageId}": {
    call: (ask) => ({ ...at(ask), json: { title: "a title" } }),
    rows: imagesDescribed,
    touches: ["olga", "carl"],
  },
  "POST /api/v1/images/update": {
    call: (ask) => ({ json: { ...beside(ask).json, changes: { favourite: true } } }),
    rows: imagesDecided,
  },
  "POST /api/v1/images/trash": { call: beside, rows: imagesDecided },
  "POST /api/v1/images/restore": { call: beside, rows: imagesDecided },
  "POST /api/v1/images/{imageId}/restore": { call: at, rows: imagesDecided },
  "DELETE /api/v1/images/{imageId}": {
    call: (ask) => ({ ...at(ask), query: { permanent: "true" } }),
    rows: imagesDecided,
    touches: ["olga"],
  },
  /** Only what is in the trash is deleted by this one. */
  "POST /api/v1/images/delete": {
    call: (ask) => (ask.state === "all" ? { json: {} } : several(ask)),
    rows: {
      own: "-9999999 99x99 --------x ---",
      foreign: nobodyWrites,
      private: "-0000090 99x90 --------x ---",
      shared: "-0xxxx90 99x90 --------x ---",
      guest: "-0xx9xx0 xxxx0 --------x ---",
      trashed: ownerWrites,
      held: "-0000090 99x90 --------x ---",
      absent: nobodyWrites,
      all: everyWriter,
    },
    says: { of: count, rows: { all: { stranger: "1", viewer: "1", contributor: "1", editor: "1", owner: "1", administrator: "1" } } },
  },

  "DELETE /api/v1/images/by-url": {
    call: (ask) => ({ query: { url: `https://pictures.example/HID_${addressOf(ask)}_.jpg` } }),
    rows: {
      own: everyWriter,
      foreign: nobodyWrites,
      shared: ownerWrites,
      guest: "-000+000 00x00 --------x ---",
      trashed: ownerWrites,
      held: ownerWrites,
      absent: nobodyWrites,
    },
  },

  "GET /api/v1/processing": {
    call: () => ({}),
    rows: { all: everyReader },
    says: { of: (body) => /"failed":(\d+)/.exec(body)?.[1], rows: { all: one } },
  },
  "GET /api/v1/processing/failed": { call: () => ({}), rows: { all: everyReader }, says: { of: total, rows: { all: one } } },
  "POST /api/v1/processing/retry": {
    call: (ask) => (ask.state === "all" ? { json: {} } : several(ask)),
    rows: { ...imagesDecided, all: everyWriter },
    says: { of: count, rows: { all: one } },
  },
  "POST /api/v1/processing/again": {
    call: (ask) => ({ json: { steps: ["exif"], ...(ask.state === "all" ? { all: true } : several(ask).json) } }),
    rows: { ...imagesDecided, all: everyWriter },
    says: { of: count, rows: { all: { stranger: "4", owner: "6" } } },
  },
  "POST /api/v1/duplicates/scan": {
    call: (ask) => ({ json: ask.state === "all" ? {} : { collectionId: ask.collection() } }),
    rows: { ...collectionsDecided, default: everyWriter, all: everyWriter },
  },
  "GET /api/v1/duplicates/held": { call: () => ({}), rows: { all: everyReader }, says: { of: total, rows: { all: one } } },
  "POST /api/v1/duplicates/held/{imageId}/resolve": {
    call: (ask) => ({ params: { imageId: heldOf(ask) }, json: { choice: "keep-new" } }),
    rows: {
      own: everyWriter,
      foreign: nobodyWrites,
      held: ownerWrites,
      shared: "-0xxxx90 99x90 --------x ---",
      guest: "-0xx9xx0 xxxx0 --------x ---",
      absent: nobodyWrites,
    },
  },
  "POST /api/v1/duplicates/held/{imageId}/reopen": {
    call: (ask) => ({ params: { imageId: heldOf(ask) } }),
    rows: {
      own: everyWriter,
      foreign: nobodyWrites,
      held: ownerWrites,
      trashed: ownerWrites,
      shared: "-0xxxx90 99x90 --------x ---",
      guest: "-0xx9xx0 xxxx0 --------x ---",
      absent: nobodyWrites,
    },
  },
  "GET /api/v1/duplicates/decided": { call: () => ({}), rows: { all: everyReader } },
  "GET /api/v1/duplicates/groups": { call: () => ({}), rows: { all: everyReader }, says: { of: total, rows: { all: one } } },
  "POST /api/v1/duplicates/groups/describe": {
    call: (ask) => ({ json: { imageIds: [ask.image()], thanId: ask.image() } }),
    rows: { own: everyAsker, foreign: everyAsker, absent: everyAsker },
  },
  "POST /api/v1/duplicates/groups/resolve": {
    call: (ask) => ({
      json: { keepIds: [ask.id(`${ask.person}.twin`)], trashIds: [ask.image()] },
      given: [repeats(ask.id(ask.person), ask.image(), ask.id(`${ask.person}.twin`))],
    }),
    rows: imagesDecided,
    // What a guest keeps is contributed where what it repeats was.
    touches: ["olga memberships"],
  },
  "POST /api/v1/duplicates/groups/dismiss": { call: beside, rows: { ...imagesDecided, trashed: "-0000090 99x90 --------x ---" } },
  /** Beside one's own what is not there, or not for one, is left out. */
  "POST /api/v1/duplicates/groups/reopen": {
    call: (ask) => (ask.state === "beside" ? { json: { imageIds: [ask.id(`${ask.person}.twin`), ask.id("fred.own")] } } : several(ask)),
    rows: { ...imagesDecided, beside: everyWriter },
  },
};

/** Pictures that wait for a choice where the state is one's own or somebody's. */
function heldOf(ask: Ask): string {
  if (ask.state === "own") return ask.id(`${ask.person}.held`);
  return ask.state === "foreign" ? ask.id("fred.held") : ask.image();
}

function addressOf(ask: Ask): string {
  const names: Record<string, string> = { own: `${ask.person}_own`, foreign: "fred_own", guest: "carl_guest", absent: "nobody_none" };
  return names[ask.state] ?? `olga_${ask.state}`;
}
