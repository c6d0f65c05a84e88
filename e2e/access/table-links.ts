import { formOf, makePicture } from "@/e2e/api/pictures";
import {
  anybodyReads,
  anybodyWrites,
  collectionsDecided,
  everyReader,
  everyWriter,
  nobodyAtAllReads,
  nobodyAtAllWrites,
  nobodyWrites,
  ownerWrites,
  passReads,
  passWrites,
  refusedToAllReads,
  refusedToAllWrites,
} from "./blocks";
import * as given from "./given";
import type { Ask, Table } from "./table-shape";

const countOf = (pattern: RegExp) => (body: string) => String(body.match(pattern)?.length ?? 0);

const tokenOf = (ask: Ask) => {
  const kind = ask.state.split(" ")[0] ?? "";
  const names: Record<string, string> = { ownerDisabled: "link dave.open", another: "link fred.open" };
  return kind === "absent" ? "nonsense" : ask.secret(names[kind] ?? `link olga.${kind}`);
};
const through = (ask: Ask) => ({ params: { token: tokenOf(ask) } });
const pictureThrough = (ask: Ask) => {
  const image = ask.state.split(" ")[1] ?? "olga.shared";
  return { params: { token: tokenOf(ask), imageId: ask.id(image) } };
};

/** Whoever has an open link, and nobody else: an account adds nothing, and takes nothing away. */
const linksRead = {
  open: anybodyReads,
  locked: passReads,
  expired: nobodyAtAllReads,
  revoked: nobodyAtAllReads,
  ownerDisabled: nobodyAtAllReads,
  absent: nobodyAtAllReads,
};
const picturesRead = {
  ...linksRead,
  "open carl.guest": anybodyReads,
  "open olga.trashed": nobodyAtAllReads,
  "open olga.held": nobodyAtAllReads,
  "open olga.own": nobodyAtAllReads,
  "open fred.own": nobodyAtAllReads,
  "open absent": nobodyAtAllReads,
  "selection olga.linked": anybodyReads,
  "selection olga.trashed": nobodyAtAllReads,
  "selection olga.held": nobodyAtAllReads,
  "selection carl.guest": nobodyAtAllReads,
  "selection olga.shared": nobodyAtAllReads,
  "selection olga.own": nobodyAtAllReads,
  "chosen olga.own": anybodyReads,
  "another olga.shared": nobodyAtAllReads,
};
const linkTotals = {
  of: (body: string) => /"(?:total|imageCount)":(\d+)/.exec(body)?.[1],
  rows: { open: { anonymous: "2", owner: "2" }, selection: { anonymous: "1" }, chosen: { anonymous: "1" } },
};
const selection = { selection: anybodyReads, chosen: anybodyReads };

/** What each entry of a zip's list begins with. */
const zipEntry = new RegExp(`PK${String.fromCharCode(1, 2)}`, "g");

const passwordOf = (state: string) =>
  state.endsWith("wrong password") ? { password: "not it" } : state.endsWith("with password") ? { password: "open sesame" } : {};
const nobodyPasses = "-------- ----- --------- ---";
const badPasses = [
  "of another link",
  "of a former password",
  "that is over",
  "with another seal",
  "with a longer seal",
  "without a seal",
  "with more behind",
];

export const linkDoors: Table = {
  "GET /api/v1/shared/{token}": {
    call: (ask) => {
      const pass = /^locked, pass (.*)/.exec(ask.state)?.[1];
      if (!pass) return through(ask);
      return { params: { token: ask.secret("link olga.locked") }, cookies: { [ask.secret("pass name")]: ask.secret(`pass ${pass}`) } };
    },
    rows: { ...linksRead, ...selection, ...Object.fromEntries(badPasses.map((pass) => [`locked, pass ${pass}`, nobodyPasses])) },
    says: linkTotals,
  },
  "GET /api/v1/shared/{token}/images": {
    call: through,
    rows: { ...linksRead, ...selection, generous: anybodyReads },
    says: {
      of: (body) => `${linkTotals.of(body)}, positions: ${body.match(/12\.345/g)?.length ?? 0}`,
      rows: {
        open: { anonymous: "2, positions: 0", owner: "2, positions: 0" },
        selection: { anonymous: "1, positions: 0" },
        chosen: { anonymous: "1, positions: 0" },
        generous: { anonymous: "2, positions: 1" },
      },
    },
    /** Of the link's owner; what somebody else added keeps its own. */
    tellsIn: { chosen: [/^olga\.own$/], generous: [/^hidden olga$/, /^a position$/] },
  },
  "POST /api/v1/shared/{token}/open": {
    call: (ask) => ({ ...through(ask), json: passwordOf(ask.state) }),
    rows: {
      open: anybodyWrites,
      locked: passWrites,
      "locked with password": anybodyWrites,
      "locked with wrong password": passWrites,
      expired: nobodyAtAllWrites,
      revoked: nobodyAtAllWrites,
      ownerDisabled: nobodyAtAllWrites,
      absent: nobodyAtAllWrites,
    },
    touches: ["olga"],
  },
  "GET /api/v1/shared/{token}/images/{imageId}/thumbnail": {
    call: pictureThrough,
    rows: picturesRead,
    tellsIn: { "chosen olga.own": [/^olga\.own$/] },
  },
  "GET /api/v1/shared/{token}/images/{imageId}/original": {
    call: pictureThrough,
    rows: { ...picturesRead, "generous olga.shared": anybodyReads, "generous carl.guest": anybodyReads, kept: refusedToAllReads },
    tellsIn: { "generous olga.shared": [/^hidden olga$/], "chosen olga.own": [/^olga\.own$/] },
  },
  "GET /api/v1/shared/{token}/archive": {
    call: through,
    rows: { ...linksRead, ...selection, kept: refusedToAllReads },
    /** Of a zip: its entries. */
    says: { of: countOf(zipEntry), rows: { open: { anonymous: "2" }, selection: { anonymous: "1" }, chosen: { anonymous: "1" } } },
    tellsIn: { chosen: [/^olga\.own$/] },
  },
  "POST /api/v1/shared/{token}/images": {
    call: async (ask) => ({ ...through(ask), body: formOf("files", await makePicture()) }),
    rows: {
      open: anybodyWrites,
      locked: passWrites,
      kept: refusedToAllWrites,
      selection: refusedToAllWrites,
      chosen: refusedToAllWrites,
      expired: nobodyAtAllWrites,
      revoked: nobodyAtAllWrites,
      ownerDisabled: nobodyAtAllWrites,
      absent: nobodyAtAllWrites,
    },
    touches: ["olga"],
  },
};

const links: Record<string, string> = {
  own: "link olga.open",
  selection: "link olga.selection",
  revoked: "link olga.revoked",
  foreign: "link fred.open",
  absent: "absent",
};
const link = (ask: Ask) => ({ params: { linkId: ask.id(links[ask.state] ?? "absent") } });

/** Links that one made oneself. */
export const ownLinkDoors: Table = {
  "GET /api/v1/links": {
    call: (ask) => (ask.state === "all" ? {} : { query: { collectionId: ask.collection() } }),
    rows: { all: everyReader, shared: everyReader, foreign: everyReader },
    says: {
      of: countOf(/"viewCount"/g),
      rows: {
        all: { stranger: "0", viewer: "0", editor: "0", owner: "8", administrator: "0" },
        shared: { viewer: "0", editor: "0", owner: "6" },
        foreign: { owner: "0" },
      },
    },
  },
  "POST /api/v1/links": {
    call: (ask) => {
      if (ask.state === "own, with too many")
        return { json: { collectionId: ask.id(`collection ${ask.person}.album`) }, given: given.manyLinks(ask) };
      if (!ask.state.startsWith("image ")) return { json: { collectionId: ask.collection() } };
      const images: Record<string, string> = { own: `${ask.person}.own`, shared: "olga.shared", foreign: "fred.own", absent: "absent" };
      return { json: { imageIds: [ask.id(`${ask.person}.twin`), ask.id(images[ask.state.slice(6)] ?? "absent")] } };
    },
    rows: {
      ...collectionsDecided,
      "own, with too many": everyWriter,
      "image own": everyWriter,
      "image shared": ownerWrites,
      "image foreign": nobodyWrites,
      "image absent": nobodyWrites,
    },
  },
  "PATCH /api/v1/links/{linkId}": {
    call: (ask) => ({ ...link(ask), json: { title: "a title" } }),
    says: { of: (body) => /"imageCount":(\d+)/.exec(body)?.[1], rows: { own: { owner: "2" }, selection: { owner: "1" } } },
    rows: {
      own: ownerWrites,
      selection: ownerWrites,
      revoked: "-0000090 99x90 --------x ---",
      foreign: nobodyWrites,
      absent: nobodyWrites,
    },
  },
  "DELETE /api/v1/links/{linkId}": {
    call: link,
    rows: { own: ownerWrites, revoked: ownerWrites, foreign: nobodyWrites, absent: nobodyWrites },
  },
};
