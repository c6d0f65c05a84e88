import { createHash } from "node:crypto";
import { everyAsker, everyReader, everyWriter, imagesDecided, nobodyAsks, nobodyWrites, ownerAsks, ownerWrites } from "./blocks";
import type { Ask, Table } from "./table-shape";

/** A thing of each person's, by what the state says of whose it is. */
function idOf(ask: Ask, kind: "rule" | "run"): string {
  if (ask.state === "absent") return ask.id("absent");
  const whose: Record<string, string> = { own: ask.person, foreign: "fred", private: "olga" };
  return ask.id(`${kind} ${whose[ask.state]}`);
}
const ruleAt = (ask: Ask) => ({ params: { ruleId: idOf(ask, "rule") } });
const condition = { layers: ["perceptual"], verdict: "similar" };
const action = { do: "keep", by: "suggested" };
const total = (body: string) => /"total":(\d+)/.exec(body)?.[1];
const one = { stranger: "1", viewer: "1", contributor: "1", editor: "1", owner: "1", administrator: "1" };
const decided = { own: everyWriter, foreign: nobodyWrites, private: ownerWrites, absent: nobodyWrites };

/** What the rule of each would do: keep the twin, and trash the picture that is held because of it. */
export function keepTwin(ask: Ask, person: string, action = "keep"): string {
  const group = {
    ruleId: ask.id(`rule ${person}`),
    action,
    keepId: ask.id(`${person}.twin`),
    otherIds: [ask.id(`${person}.held`)],
  };
  return createHash("sha256")
    .update(JSON.stringify([group]))
    .digest("base64url");
}

export const duplicateRuleDoors: Table = {
  "GET /api/v1/duplicates/rules": { call: () => ({}), rows: { all: everyReader }, says: { of: total, rows: { all: one } } },
  "POST /api/v1/duplicates/rules": {
    call: (ask) => {
      const collectionIds = ask.state === "all" ? null : [ask.collection()];
      return { json: { name: "a rule", condition: { ...condition, collectionIds }, action } };
    },
    /** A rule is about one's own collections. */
    rows: {
      all: everyWriter,
      own: everyWriter,
      foreign: nobodyWrites,
      private: ownerWrites,
      shared: ownerWrites,
      absent: nobodyWrites,
    },
  },
  "PATCH /api/v1/duplicates/rules/{ruleId}": { call: (ask) => ({ ...ruleAt(ask), json: { enabled: true } }), rows: decided },
  "DELETE /api/v1/duplicates/rules/{ruleId}": { call: ruleAt, rows: decided },
  "POST /api/v1/duplicates/rules/preview": {
    call: (ask) => ({ json: ask.state === "all" ? {} : { ruleIds: [idOf(ask, "rule")] } }),
    rows: { all: everyAsker, own: everyAsker, foreign: nobodyAsks, private: ownerAsks, absent: nobodyAsks },
    says: { of: total, rows: { all: one, own: one } },
  },
  "POST /api/v1/duplicates/rules/apply": {
    call: (ask) => {
      if (ask.state === "stale") return { json: { token: "another state" } };
      const person = { own: ask.person, private: "olga" }[ask.state] ?? "fred";
      return { json: { ruleIds: [idOf(ask, "rule")], token: keepTwin(ask, person) } };
    },
    rows: { ...decided, stale: "-9999999 99x99 --------x ---" },
  },
  "GET /api/v1/duplicates/rules/runs": { call: () => ({}), rows: { all: everyReader }, says: { of: total, rows: { all: one } } },
  "POST /api/v1/duplicates/rules/runs/{runId}/undo": {
    call: (ask) => ({ params: { runId: idOf(ask, "run") } }),
    rows: decided,
  },
  "POST /api/v1/images/stack": {
    call: (ask) => ({ json: { imageIds: [ask.id(`${ask.person}.twin`), ask.image()] } }),
    rows: { ...imagesDecided, trashed: "-0000090 99x90 --------x ---" },
  },
  "POST /api/v1/images/unstack": { call: (ask) => ({ json: { imageIds: [ask.image()] } }), rows: imagesDecided },
};
