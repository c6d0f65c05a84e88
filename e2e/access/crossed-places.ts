import { sql } from "drizzle-orm";
import { everyReader, membersRead } from "./blocks";
import type { MoreRows } from "./more-rows";
import type { Ask } from "./table-shape";

const total = (body: string) => /"total":(\d+)/.exec(body)?.[1];
const shared = (ask: Ask) => ask.id("collection olga.shared");

/** Files of everybody's pictures name a place. */
const placed = [
  sql`update images set search_words = search_words || ' zyxville', exif = coalesce(exif, '{}') || '{"places": ["Zyxville"]}'`,
];

/** All pictures were taken at one spot, and only those in the trash say where. */
const placedInTrash = [
  sql`update images set latitude = 10, longitude = 10`,
  sql`update images set search_words = search_words || ' zyxville', exif = '{"places": ["Zyxville"]}' where place = 'trash'`,
];

/** All pictures were taken at one spot, and one picture alone says where, to all members of its collection or to its owner. */
const placedShared = (ask: Ask, name: string, isTold = true) => [
  sql`update images set latitude = 10, longitude = 10`,
  sql`update images set search_words = search_words || ' zyxville', exif = '{"places": ["Zyxville"]}' where id = ${ask.id(name)}`,
  sql`update collections set share_details = ${isTold} where id = ${shared(ask)}`,
];
const isPlaceUnknown = (body: string) => /names the place/.test(body);

/** All pictures were taken at one spot, and none of the asker's own says where; no other is shared with them. */
const placesOfOthers = (ask: Ask) => [
  sql`update images set latitude = 10, longitude = 10`,
  sql`update images set exif = '{}', search_words = 'seen' where owner_id = (select owner_id from images where id = ${ask.id(`${ask.person}.own`)})`,
  sql`delete from collection_members`,
];

/** Of places by name, see [Note: Crossed rows]. */
export const crossedPlaces: MoreRows = {
  "GET /api/v1/search": {
    "near somebody's place": {
      call: (ask) => ({ query: { q: "near:Zyxville" }, given: [...placed, ...placesOfOthers(ask)] }),
      row: everyReader,
      says: { of: (body) => `${total(body)} ${isPlaceUnknown(body)}`, rows: { stranger: "0 true", owner: "0 true" } },
    },
    "near a place": {
      call: () => ({ query: { q: "near:Zyxville" }, given: placed }),
      row: everyReader,
      says: { of: total, rows: { stranger: "3", owner: "5" } },
    },
    /** Whose details are seen tells that there is such a place; where it is, only one's own pictures tell. */
    "near the place of a shared picture": {
      call: (ask) => ({ query: { q: "near:Zyxville" }, given: placedShared(ask, "olga.shared") }),
      row: everyReader,
      says: { of: (body) => `${total(body)} ${isPlaceUnknown(body)}`, rows: { stranger: "0 true", viewer: "0 false", owner: "5 false" } },
    },
    "near the place of a shared picture in the trash": {
      call: (ask) => ({ query: { q: "near:Zyxville" }, given: placedShared(ask, "olga.trashed") }),
      row: everyReader,
      says: { of: isPlaceUnknown, rows: { stranger: true, viewer: true, owner: false } },
    },
    /** A part of a name finds the whole one only where that may be known. */
    "near a part of a shared picture's place": {
      call: (ask) => ({ query: { q: "near:zyx" }, given: placedShared(ask, "olga.shared", false) }),
      row: everyReader,
      says: { of: isPlaceUnknown, rows: { stranger: true, viewer: true, owner: false } },
    },
    "near a part of the place of a shared picture in the trash": {
      call: (ask) => ({ query: { q: "near:zyx" }, given: placedShared(ask, "olga.trashed") }),
      row: everyReader,
      says: { of: isPlaceUnknown, rows: { stranger: true, viewer: true, owner: false } },
    },
    "near a place of the trash": {
      call: () => ({ query: { q: "near:Zyxville" }, given: placedInTrash }),
      row: everyReader,
      says: { of: total, rows: { stranger: "0", owner: "0" } },
    },
    /** Where a picture was taken is told to nobody whom its details are hidden from: there nobody finds it by its place. */
    "shared near a place": {
      call: (ask) => ({ query: { q: "near:Zyxville", collectionId: shared(ask) }, given: placed }),
      row: membersRead,
      says: { of: total, rows: { viewer: "0", contributor: "1", editor: "0", owner: "1" } },
    },
  },
};
