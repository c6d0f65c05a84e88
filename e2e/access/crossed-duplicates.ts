import { sql } from "drizzle-orm";
import { everyAsker, everyReader, everyWriter, ownerAsks, ownerWrites } from "./blocks";
import { apart, decidedAt, decision, inCollection, pair, ran, stacked, trashedFor, wrong, wrongStacks } from "./given-images";
import type { MoreRows } from "./more-rows";
import { keepTwin } from "./table-duplicate-rules";
import type { Ask } from "./table-shape";

const total = (body: string) => /"total":(\d+)/.exec(body)?.[1];
const counted = (what: RegExp) => (body: string) => String(body.match(what)?.length ?? 0);
const olga = (ask: Ask, ...names: string[]) => names.map((name) => ask.id(`olga.${name}`));

/** Evidence about olga's pictures that is alma's, and olga's about alma's; the same of decisions. */
const pairs = (ask: Ask, verdict?: "duplicate") => [
  pair(ask, "alma", "olga.failed", "olga.twin", verdict),
  pair(ask, "alma", "olga.held", "olga.failed", verdict),
  pair(ask, "alma", "olga.linked", "olga.held", verdict),
  pair(ask, "olga", "olga.held", "alma.own", verdict),
  pair(ask, "olga", "alma.twin", "olga.linked", verdict),
];
const decisions = (ask: Ask) => [
  decision(ask, "alma", "olga.twin", "olga.held"),
  decision(ask, "alma", "olga.failed", "olga.twin"),
  apart(ask, "absent", ["alma", "olga.twin"], ["alma", "olga.held"]),
];

/** See [Note: Crossed rows]. */
export const crossedGroups: MoreRows = {
  "GET /api/v1/duplicates/groups": {
    crossed: {
      call: (ask) => ({ given: [...pairs(ask), ...decisions(ask)] }),
      row: everyReader,
      says: {
        of: (body) => [...body.matchAll(/"imageCount":(\d+)/g)].map(([, count]) => count).join(),
        rows: { owner: "2", stranger: "2" },
      },
    },
  },
  "GET /api/v1/duplicates/decided": {
    crossed: {
      call: (ask) => ({
        query: { limit: "2" },
        given: [
          ran(ask, { action: "keep", keepId: ask.id("olga.own"), otherIds: [] }),
          sql`update duplicate_rule_runs set changes = (select changes from duplicate_rule_runs where id = ${ask.id("run olga")})
            where id = ${ask.id("run alma")}`,
          sql`update duplicate_rule_runs set changes = jsonb_build_object('groups', jsonb_build_array()) where id = ${ask.id("run olga")}`,
          decision(ask, "olga", "olga.twin", "olga.held", { at: decidedAt }),
          decision(ask, "olga", "olga.failed", "alma.own", { at: decidedAt }),
          decision(ask, "olga", "olga.twin", "olga.trashed", { at: decidedAt }),
          decision(ask, "alma", "olga.own", "olga.linked", { at: decidedAt }),
          decision(ask, "alma", "olga.linked", "olga.failed"),
          apart(ask, "absent", ["alma", "olga.twin"], ["alma", "olga.own"]),
          sql`update unrelated_images set decided_at = '2026-01-02' where image_id = ${ask.id("olga.twin")}`,
          sql`update unrelated_images set decided_at = ${decidedAt}::timestamptz where image_id = ${ask.id("olga.own")}`,
        ],
      }),
      row: everyReader,
      // The one that everybody has, and one about four of her pictures, by no rules; and that is all.
      says: {
        of: (body) => [...body.matchAll(/"(?:imageCount|trashedCount|runId|nextCursor)":(\w+)/g)].map(([, said]) => said).join(" "),
        rows: { owner: "2 1 null 4 1 null null" },
      },
    },
    /** It holds no longer for olga; only alma decided something at that moment. */
    "of a run when somebody decided": {
      call: (ask) => ({
        query: { limit: "1" },
        given: [
          ran(ask, { action: "keep", keepId: ask.id("olga.own"), otherIds: [] }),
          decision(ask, "alma", "alma.held", "alma.own", { at: decidedAt }),
        ],
      }),
      row: everyReader,
      says: { of: counted(/"nextCursor":null/g), rows: { owner: "1" } },
    },
  },
  "GET /api/v1/duplicates/held": {
    crossed: {
      call: (ask) => ({ given: pairs(ask) }),
      row: everyReader,
      says: {
        of: (body) => `${counted(/"twins"/g)(body)} ${counted(/"verdict"/g)(body)}`,
        rows: { owner: "1 1", stranger: "1 1" },
      },
    },
  },
  "POST /api/v1/duplicates/groups/describe": {
    crossed: {
      call: (ask) => ({
        json: { imageIds: olga(ask, "held", "failed"), thanId: ask.id("olga.twin") },
        given: [...pairs(ask), ...decisions(ask)],
      }),
      row: everyAsker,
      says: { of: counted(/"ofImageId"/g), rows: { owner: "1", stranger: "0" } },
    },
    "guest's collections": {
      call: (ask) => ({ json: { imageIds: [ask.id("carl.guest")], thanId: ask.id("carl.guest") } }),
      row: everyAsker,
      says: { of: (body) => /"collectionCount":(\d+)/.exec(body)?.[1], rows: { contributor: "2" } },
    },
  },
  "POST /api/v1/duplicates/held/{imageId}/resolve": {
    crossed: {
      call: (ask) => ({
        params: { imageId: ask.id("olga.held") },
        json: { choice: "keep-new" },
        given: [
          ...pairs(ask, "duplicate"),
          pair(ask, "olga", "olga.held", "olga.twin", "duplicate"),
          sql`update images set description = 'of alma' where id = ${ask.id("alma.own")}`,
        ],
        lastly: sql`select description as knows from images where id = ${ask.id("olga.held")}`,
      }),
      row: ownerWrites,
      says: { of: (body) => /"knows":([^}]+)/.exec(body)?.[1], rows: { owner: "null" } },
      does: "owner: duplicate_decisions 1, images 2",
    },
  },
  "POST /api/v1/duplicates/held/{imageId}/reopen": {
    crossed: {
      call: (ask) => ({
        params: { imageId: ask.id("olga.trashed") },
        given: [
          decision(ask, "alma", "olga.trashed", "olga.failed"),
          trashedFor(ask, `replaced-by:${ask.id("olga.trashed")}`, "alma.trashed", "olga.failed"),
        ],
      }),
      row: ownerWrites,
      does: "owner: duplicate_decisions 1, images 1",
    },
  },
};

export const crossedRules: MoreRows = {
  "POST /api/v1/duplicates/rules/preview": {
    crossed: {
      call: (ask) => ({ json: {}, given: [...pairs(ask), ...decisions(ask)] }),
      row: everyAsker,
      says: { of: total, rows: { owner: "1", stranger: "1" } },
    },
    "of somebody's collection": {
      call: (ask) => ({
        json: { ruleIds: [ask.id("rule olga")] },
        given: [
          inCollection(ask, "alma.shown", "olga.twin", "olga.held"),
          sql`update duplicate_rules set condition = condition || jsonb_build_object('collectionIds', jsonb_build_array(${ask.id("collection alma.shown")}::text))
            where id = ${ask.id("rule olga")}`,
        ],
      }),
      row: ownerAsks,
      says: { of: total, rows: { owner: "0" } },
    },
  },
  "POST /api/v1/duplicates/rules/apply": {
    crossed: {
      call: (ask) => ({
        json: { ruleIds: [ask.id("rule olga")], token: keepTwin(ask, "olga") },
        given: [decision(ask, "alma", "olga.twin", "olga.held")],
      }),
      row: ownerWrites,
      does: "owner: duplicate_decisions 1, duplicate_pairs 1, duplicate_rule_runs 1, images 2, memberships 1",
    },
    "stacking somebody's": {
      call: (ask) => ({
        json: { ruleIds: [ask.id("rule olga")], token: keepTwin(ask, "olga", "stack") },
        given: [
          sql`update duplicate_rules set action = '{"do": "stack", "by": "suggested"}' where id = ${ask.id("rule olga")}`,
          stacked(ask, "olga.held", "alma.own"),
        ],
        lastly: sql`select changes::text like ${`%${ask.id("alma.own")}%`} as wrong from duplicate_rule_runs
          where owner_id = ${ask.id("olga")} and id <> ${ask.id("run olga")}`,
      }),
      row: ownerWrites,
      says: { of: (body) => /"wrong":(\w+)/.exec(body)?.[1], rows: { owner: "false" } },
      does: "owner: duplicate_decisions 1, duplicate_pairs 1, duplicate_rule_runs 1, images 1",
    },
  },
  "PATCH /api/v1/duplicates/rules/{ruleId}": {
    "to the end": {
      call: (ask) => ({ params: { ruleId: ask.id(`rule ${ask.person}`) }, json: { before: null } }),
      row: everyWriter,
      does: "owner: nothing",
    },
    "before somebody's": {
      call: (ask) => ({ params: { ruleId: ask.id(`rule ${ask.person}`) }, json: { before: ask.id("rule fred") } }),
      row: "-0000000 00x00 --------x ---",
    },
  },
  "POST /api/v1/duplicates/rules/runs/{runId}/undo": {
    crossed: {
      call: (ask) => ({
        params: { runId: ask.id("run olga") },
        given: [
          ran(ask, { action: "keep", keepId: ask.id("olga.own"), otherIds: [ask.id("alma.trashed")], heldIds: [ask.id("alma.own")] }),
          trashedFor(ask, `duplicate-of:${ask.id("olga.own")}`, "alma.trashed"),
          decision(ask, "alma", "alma.trashed", "olga.own", { at: decidedAt }),
        ],
      }),
      row: ownerWrites,
      tells: [/^alma\.trashed$/],
      says: {
        of: (body) => `${/"restoredCount":(\d+)/.exec(body)?.[1]} ${/"reason":"(\w+)"/.exec(body)?.[1]}`,
        rows: { owner: "0 deleted" },
      },
      does: "owner: duplicate_rule_runs 1",
    },
    "crossed stack": {
      call: (ask) => ({
        params: { runId: ask.id("run olga") },
        given: [
          ran(ask, {
            action: "stack",
            keepId: ask.id("olga.twin"),
            otherIds: olga(ask, "linked", "failed", "shared", "own"),
            stackedBefore: {
              [ask.id("alma.own")]: null,
              ...Object.fromEntries(olga(ask, "linked", "failed").map((id) => [id, ask.id("alma.twin")])),
              ...Object.fromEntries(olga(ask, "shared", "own").map((id) => [id, ask.id("olga.trashed")])),
            },
          }),
          stacked(ask, "olga.twin", "alma.own", "olga.linked", "olga.failed", "olga.shared", "olga.own"),
        ],
        lastly: wrongStacks,
      }),
      row: ownerWrites,
      says: { of: wrong, rows: { owner: "1" } },
      does: "owner: duplicate_rule_runs 1, images 4",
    },
  },
};
