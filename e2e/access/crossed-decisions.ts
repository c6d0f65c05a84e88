import { sql } from "drizzle-orm";
import { ownerWrites } from "./blocks";
import { apart, closed, decision, inCollection, pair, searchedWith, stacked, trashedFor, wrong, wrongStacks } from "./given-images";
import type { MoreRows } from "./more-rows";
import type { Ask } from "./table-shape";

const idsIn = (body: string) => /"imageIds":\[([^\]]*)\]/.exec(body)?.[1]?.split(",").length;
const olga = (ask: Ask, ...names: string[]) => names.map((name) => ask.id(`olga.${name}`));

/** Pictures that two people share with others: nobody may decide about both of them. */
const nobodyDecides = "-0xxxxx0 xxxx0 --------x ---";
const shared = (ask: Ask) => [ask.id("olga.shared"), ask.id("carl.guest")];

/** Of what is decided about groups and stacks, see [Note: Crossed rows]. */
export const crossedDecisions: MoreRows = {
  "POST /api/v1/duplicates/groups/reopen": {
    crossed: {
      call: (ask) => ({
        json: { imageIds: olga(ask, "twin", "failed") },
        given: [
          decision(ask, "alma", "olga.failed", "olga.twin"),
          apart(ask, "absent", ["olga", "olga.twin"], ["alma", "alma.twin"]),
          trashedFor(ask, `duplicate-of:${ask.id("olga.twin")}`, "olga.failed"),
          pair(ask, "alma", "olga.failed", "olga.twin"),
          closed,
        ],
      }),
      row: ownerWrites,
      does: "owner: unrelated_images 1",
    },
    "searched with by somebody": {
      call: (ask) => ({
        json: { imageIds: olga(ask, "twin", "failed") },
        given: [searchedWith(ask, "olga", "olga.twin", "olga.failed"), searchedWith(ask, "fred", "olga.twin", "olga.failed")],
      }),
      row: ownerWrites,
      does: "owner: saved_searches 1",
    },
    "of two people": {
      call: (ask) => ({
        json: { imageIds: shared(ask) },
        given: [stacked(ask, "carl.guest", "olga.shared"), decision(ask, "olga", "olga.shared", "carl.guest")],
      }),
      row: nobodyDecides,
    },
  },
  "POST /api/v1/duplicates/groups/dismiss": {
    crossed: {
      call: (ask) => ({ json: { imageIds: olga(ask, "twin", "failed") }, given: [pair(ask, "alma", "olga.failed", "olga.twin")] }),
      row: ownerWrites,
      does: "owner: duplicate_decisions 1",
    },
    "of two people": { call: (ask) => ({ json: { imageIds: shared(ask) } }), row: nobodyDecides },
  },
  "POST /api/v1/duplicates/groups/resolve": {
    crossed: {
      call: (ask) => ({
        json: { keepIds: olga(ask, "twin"), trashIds: olga(ask, "failed") },
        given: [
          pair(ask, "alma", "olga.failed", "olga.twin"),
          pair(ask, "olga", "olga.shared", "olga.failed"),
          decision(ask, "alma", "olga.shared", "olga.twin", { is: "duplicate" }),
        ],
      }),
      row: ownerWrites,
      does: "owner: duplicate_decisions 1, images 1",
    },
    "of two people": {
      call: (ask) => ({ json: { keepIds: [ask.id(`${ask.person}.twin`)], trashIds: shared(ask) } }),
      row: nobodyDecides,
    },
    "in somebody's collection": {
      call: (ask) => ({
        json: { keepIds: olga(ask, "twin"), trashIds: olga(ask, "failed") },
        given: [inCollection(ask, "alma.shown", "olga.failed"), pair(ask, "olga", "olga.failed", "olga.twin", "duplicate")],
      }),
      row: ownerWrites,
      does: "owner: duplicate_decisions 1, duplicate_pairs 1, images 1",
    },
    /** Of kept searches only one's own ask with the kept picture from now on. */
    "searched with by somebody": {
      call: (ask) => ({
        json: { keepIds: olga(ask, "twin"), trashIds: olga(ask, "failed") },
        given: [
          pair(ask, "olga", "olga.failed", "olga.twin", "duplicate"),
          searchedWith(ask, "olga", "olga.failed"),
          searchedWith(ask, "fred", "olga.failed"),
        ],
      }),
      row: ownerWrites,
      does: "owner: duplicate_decisions 1, duplicate_pairs 1, images 1, saved_searches 1",
    },
    /** Only where one's own evidence says so does a picture go for another one. */
    "that somebody calls duplicates": {
      call: (ask) => ({
        json: { keepIds: olga(ask, "twin"), trashIds: olga(ask, "failed") },
        given: [pair(ask, "alma", "olga.failed", "olga.twin", "duplicate")],
        lastly: sql`select decision as decided from duplicate_decisions where ${ask.id("olga.failed")} in (image_id, of_image_id)`,
      }),
      row: ownerWrites,
      says: { of: (body) => /"decided":"([^"]+)"/.exec(body)?.[1], rows: { owner: "not-related" } },
    },
    /** What somebody else decided about the kept picture says nothing of what is a shot of its scene. */
    "into a scene of somebody's": {
      call: (ask) => ({
        json: { keepIds: olga(ask, "twin"), trashIds: olga(ask, "failed") },
        given: [
          pair(ask, "olga", "olga.failed", "olga.twin", "duplicate"),
          pair(ask, "olga", "olga.shared", "olga.failed"),
          decision(ask, "alma", "olga.shared", "olga.twin", { is: "duplicate" }),
        ],
      }),
      row: ownerWrites,
      does: "owner: duplicate_decisions 1, duplicate_pairs 1, images 1",
    },
    /** Of what goes two that only somebody else's evidence calls similar stay open, and that evidence stays as it is. */
    "beside somebody's evidence": {
      call: (ask) => ({
        json: { keepIds: olga(ask, "twin"), trashIds: olga(ask, "failed", "linked", "own") },
        given: [
          pair(ask, "alma", "olga.linked", "olga.failed"),
          pair(ask, "olga", "olga.linked", "olga.own"),
          pair(ask, "alma", "olga.linked", "olga.own", "similar", "perceptual"),
        ],
      }),
      row: ownerWrites,
      does: "owner: duplicate_decisions 4, duplicate_pairs 1, images 3",
    },
    "of two people, stacked": { call: (ask) => ({ json: { keepIds: shared(ask), trashIds: [], stack: true } }), row: nobodyDecides },
  },
  "POST /api/v1/images/stack": {
    crossed: {
      call: (ask) => ({
        json: { imageIds: olga(ask, "twin", "linked") },
        given: [stacked(ask, "olga.twin", "alma.twin"), stacked(ask, "olga.linked", "alma.own")],
      }),
      row: ownerWrites,
      says: { of: idsIn, rows: { owner: 2 } },
      does: "owner: duplicate_decisions 1, images 1",
    },
    "of two people": { call: (ask) => ({ json: { imageIds: shared(ask) } }), row: nobodyDecides },
  },
  "POST /api/v1/images/unstack": {
    crossed: {
      call: (ask) => ({
        json: { imageIds: olga(ask, "twin") },
        given: [
          stacked(ask, "olga.twin", "alma.own", "olga.linked", "olga.failed"),
          sql`update images set taken_local = '2020-01-01' where id = ${ask.id("alma.own")}`,
        ],
        lastly: wrongStacks,
      }),
      row: ownerWrites,
      says: { of: wrong, rows: { owner: "1" } },
      does: "owner: images 2",
    },
    "of two people": {
      call: (ask) => ({ json: { imageIds: shared(ask) }, given: [stacked(ask, "carl.guest", "olga.shared")] }),
      row: nobodyDecides,
    },
  },
};
