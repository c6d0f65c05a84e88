import { sql } from "drizzle-orm";
import {
  collectionsDecided,
  collectionsEdited,
  collectionsFilled,
  collectionsSeen,
  contributorsAdd,
  editorsChange,
  everyReader,
  everyWriter,
  membersRead,
  nobodyWrites,
  ownerDecides,
  ownerWrites,
} from "./blocks";
import * as given from "./given";
import { groups, groupsDecided } from "./table-groups";
import type { Ask, Call, Table } from "./table-shape";

const at = (ask: Ask) => ({ params: { collectionId: ask.collection() } });
const countOf = (pattern: RegExp) => (body: string) => String(body.match(pattern)?.length ?? 0);

const members = {
  "shared viewer": "member olga.shared vera",
  "shared group": "member olga.shared group olga.circle",
  "own of another": "member olga.shared vera",
  foreign: "member fred.invited stan",
  absent: "absent",
} as const;
function memberAt(ask: Ask) {
  const collections: Record<string, string> = {
    "own of another": `collection ${ask.person}.album`,
    foreign: "collection fred.invited",
    absent: "collection olga.shared",
  };
  const collectionId = ask.id(collections[ask.state] ?? "collection olga.shared");
  return { params: { collectionId, memberId: ask.id(members[ask.state as keyof typeof members]) } };
}
/** Whoever has it through a group only was a viewer, whatever the others are. */
function leaveEditors(ask: Ask): Call {
  const { params } = { params: { collectionId: ask.id("collection olga.shared") } };
  const lastly = sql`select role from collection_members where collection_id = ${params.collectionId} and user_id = ${ask.id(ask.person)}`;
  return { params, given: [...given.editorElsewhere(ask, "gwen"), sql`update collection_members set role = 'editor'`], lastly };
}
const membersDecided = {
  "shared viewer": ownerDecides,
  "shared group": ownerDecides,
  "own of another": nobodyWrites,
  foreign: nobodyWrites,
  absent: "-0xxxx00 00x00 --------x ---",
};

/** Who left is forgotten, unless a group of the collection would bring them back. */
function whoLeft(ask: Ask): Call {
  const params = { collectionId: ask.id("collection olga.shared"), memberId: ask.id("spare") };
  if (ask.state === "who left") return { params, given: given.left(ask, "alma") };
  if (ask.state === "who left, of a group of it") return { params, given: given.left(ask, "gwen") };
  return { params, given: [...given.left(ask, "stan"), ...given.sharedWithGroup(ask, "collection fred.left", "group fred.ring")] };
}

/** They are in it no longer, and lose nothing else. */
const guestsGone = ["vera", "carl", "ed", "dave", "fred"].map((name) => `${name} collection_members` as "vera collection_members");

export const sharingDoors: Table = {
  "GET /api/v1/collections": {
    call: (ask) => (ask.state === "two" ? { query: { limit: "2" } } : {}),
    rows: { all: everyReader, two: everyReader },
    says: {
      of: (body) => `${countOf(/"isDefault"/g)(body)} of ${/"total":(\d+)/.exec(body)?.[1]}`,
      rows: {
        all: {
          stranger: "2 of 2",
          viewer: "3 of 3",
          circle: "3 of 3",
          contributor: "3 of 3",
          editor: "3 of 3",
          owner: "3 of 3",
          administrator: "3 of 3",
        },
        two: { stranger: "2 of 2", viewer: "2 of 3", owner: "2 of 3", administrator: "2 of 3" },
      },
    },
  },
  "POST /api/v1/collections": {
    call: (ask) => ({ json: { name: "a new one", ...(ask.state !== "empty" && { imageIds: [ask.image()] }) } }),
    rows: {
      empty: everyWriter,
      own: everyWriter,
      foreign: nobodyWrites,
      shared: ownerWrites,
      guest: "-000+000 00x00 --------x ---",
      absent: nobodyWrites,
    },
  },
  "GET /api/v1/collections/{collectionId}": {
    call: at,
    rows: collectionsSeen,
    says: {
      of: (body) => /"imageCount":(\d+)/.exec(body)?.[1],
      rows: { own: { stranger: "1", contributor: "2" }, shared: { viewer: "2", owner: "2" }, private: { owner: "1" } },
    },
  },
  "PATCH /api/v1/collections/{collectionId}": {
    call: (ask) => {
      if (ask.state === "protected") return { params: { collectionId: ask.id("collection olga.shared") }, json: { isProtected: true } };
      if (ask.state !== "own with foreign cover") return { ...at(ask), json: { name: "another name" } };
      return { params: { collectionId: ask.id(`collection ${ask.person}.album`) }, json: { coverImageId: ask.id("fred.own") } };
    },
    rows: { ...collectionsEdited, "own with foreign cover": nobodyWrites, protected: ownerDecides },
    touches: ["olga"],
  },
  "DELETE /api/v1/collections/{collectionId}": {
    call: (ask) => ({ ...at(ask), query: { images: "trash" } }),
    rows: collectionsDecided,
    touches: guestsGone,
  },
  "GET /api/v1/collections/{collectionId}/archive": { call: at, rows: collectionsSeen },
  "POST /api/v1/collections/{collectionId}/images": {
    call: (ask) => {
      const images: Record<string, string> = { "own with foreign": "fred.own", "own with shared": "olga.shared" };
      const collectionId = ask.state.startsWith("own with") ? ask.id(`collection ${ask.person}.album`) : ask.collection();
      return { params: { collectionId }, json: { imageIds: [ask.id(images[ask.state] ?? `${ask.person}.twin`)] } };
    },
    rows: { ...collectionsFilled, "own with foreign": nobodyWrites, "own with shared": ownerWrites },
    touches: ["olga"],
  },
  "POST /api/v1/collections/{collectionId}/images/remove": {
    call: (ask) => ({ params: { collectionId: ask.id("collection olga.shared") }, json: { imageIds: [ask.image()] } }),
    rows: {
      shared: editorsChange,
      guest: contributorsAdd,
      foreign: "-0xx0000 00x00 --------x ---",
      absent: "-0xx0000 00x00 --------x ---",
      private: "-0xx00+0 ++x+0 --------x ---",
      trashed: "-0xx00+0 ++x+0 --------x ---",
    },
    touches: ["olga", "carl"],
  },
  "POST /api/v1/collections/{collectionId}/images/order": {
    call: (ask) => {
      const shared = { params: { collectionId: ask.id("collection olga.shared") } };
      const guestFirst = { ...shared, json: { imageIds: [ask.id("carl.guest")], before: ask.id("olga.shared") } };
      if (ask.state === "shared before") return guestFirst;
      if (ask.state === "shared before one that is elsewhere too") return { ...guestFirst, given: given.placedHereNotThere(ask) };
      if (ask.state !== "image elsewhere")
        return { ...at(ask), json: { imageIds: [ask.id(ask.state === "shared" ? "carl.guest" : `${ask.person}.own`)], before: null } };
      return {
        params: { collectionId: ask.id("collection olga.shared") },
        json: { imageIds: [ask.id(`${ask.person}.own`)], before: null },
      };
    },
    rows: {
      "image elsewhere": "-0xxx000 00x00 --------x ---",
      "shared before": editorsChange,
      "shared before one that is elsewhere too": editorsChange,
      own: everyWriter,
      foreign: nobodyWrites,
      private: ownerWrites,
      shared: editorsChange,
      invited: nobodyWrites,
      left: nobodyWrites,
      absent: nobodyWrites,
    },
    touches: ["olga", "carl"],
  },
  "GET /api/v1/collections/{collectionId}/members": {
    call: (ask) =>
      ask.state === "one left" ? { params: { collectionId: ask.id("collection olga.shared") }, given: given.left(ask, "alma") } : at(ask),
    rows: { ...collectionsSeen, "one left": membersRead },
    says: { of: countOf(/"state"/g), rows: { shared: { viewer: "5", owner: "6" }, "one left": { viewer: "5", owner: "7" } } },
    tells: [/^fred$/, /^stan$/, /^alma$/, /^spare$/],
  },
  "POST /api/v1/collections/{collectionId}/members": {
    call: (ask) => {
      if (!ask.state.startsWith("group")) return { ...at(ask), json: { person: "alma" } };
      const collectionId = ask.id(`collection ${ask.person}.album`);
      return { params: { collectionId }, json: { groupId: ask.id(groups[ask.state.slice(6)] ?? "absent") } };
    },
    rows: {
      ...collectionsDecided,
      "group circle": groupsDecided.circle,
      "group ring": groupsDecided.ring,
      "group foreign": nobodyWrites,
      "group absent": nobodyWrites,
    },
    touches: ["alma"],
    tells: [/^alma$/],
  },
  "PATCH /api/v1/collections/{collectionId}/members/{memberId}": {
    call: (ask) => ({ ...memberAt(ask), json: { role: "editor" } }),
    rows: membersDecided,
    touches: ["vera"],
    absentIsOther: true,
  },
  "DELETE /api/v1/collections/{collectionId}/members/{memberId}": {
    call: (ask) => (ask.state.startsWith("who left") ? whoLeft(ask) : memberAt(ask)),
    rows: {
      ...membersDecided,
      "who left": ownerDecides,
      "who left, of a group of it": "-0x0xx90 99x90 --------x ---",
      "who left, of a group of another": ownerDecides,
    },
    touches: ["vera", "alma collection_members", "gwen collection_members", "stan collection_members"],
    absentIsOther: true,
  },
  "POST /api/v1/collections/{collectionId}/leave": {
    call: (ask) => {
      if (ask.state === "shared with editors") return leaveEditors(ask);
      if (ask.state !== "shared, home of a guest's") return at(ask);
      return { params: { collectionId: ask.id("collection olga.shared") }, given: given.guestAtHome(ask) };
    },
    says: { of: (body) => /"role":"(\w+)"/.exec(body)?.[1], rows: { "shared with editors": { circle: "viewer", viewer: "editor" } } },
    rows: {
      "shared with editors": "-0++++90 99x90 --------x ---",
      "shared, home of a guest's": "-0++++90 99x90 --------x ---",
      shared: "-0++++90 99x90 --------x ---",
      own: "-9999999 99x99 --------x ---",
      private: "-0000090 99x90 --------x ---",
      foreign: nobodyWrites,
      invited: nobodyWrites,
      left: nobodyWrites,
      absent: nobodyWrites,
    },
    touches: ["olga"],
  },
  "PATCH /api/v1/collections/{collectionId}/sharing": {
    call: (ask) => ({ ...at(ask), json: { shareDetails: true, shareOriginals: true } }),
    rows: collectionsDecided,
  },

  "GET /api/v1/sharing/invitations": {
    call: () => ({}),
    rows: { all: everyReader },
    says: {
      of: (body) => `${countOf(/"invitedBy"/g)(body)} of ${/"total":(\d+)/.exec(body)?.[1]}`,
      rows: { all: { stranger: "1 of 1", viewer: "0 of 0", owner: "0 of 0", administrator: "0 of 0" } },
    },
  },
  "POST /api/v1/sharing/invitations/{invitationId}/answer": {
    call: (ask) => {
      const invitations: Record<string, string> = {
        open: "member fred.invited stan",
        answered: "member olga.shared vera",
        "of the disabled": "member dave.album stan",
      };
      return { params: { invitationId: ask.id(invitations[ask.state] ?? "absent") }, json: { accept: true } };
    },
    rows: { open: "-+000000 00x00 --------x ---", answered: nobodyWrites, "of the disabled": nobodyWrites, absent: nobodyWrites },
  },
  "POST /api/v1/sharing/invitations/redeem": {
    call: (ask) => ({
      json: { token: ask.state === "open" ? ask.secret("invitation") : ask.secret(`invitation ${ask.state}`) || "nonsense" },
    }),
    rows: { open: everyWriter, expired: nobodyWrites, "of the disabled": nobodyWrites, absent: nobodyWrites },
    touches: ["fred"],
    tells: [/^collection fred\.album$/],
  },
};
