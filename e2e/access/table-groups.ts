import { everyReader, everyWriter, nobodyWrites } from "./blocks";
import * as given from "./given";
import type { Ask, Table } from "./table-shape";

const countOf = (pattern: RegExp) => (body: string) => String(body.match(pattern)?.length ?? 0);
/** Groups by the state of a row: olga's, one of fred's that stan is in, and one of his that nobody is in. */
export const groups: Record<string, string> = {
  circle: "group olga.circle",
  ring: "group fred.ring",
  foreign: "group fred.closed",
  absent: "absent",
};
const group = (ask: Ask) => ({ params: { groupId: ask.id(groups[ask.state] ?? "absent") } });
export const groupsDecided = {
  circle: "-00x00+0 ++x+0 --------x ---",
  ring: "-x000000 00x00 --------x ---",
  foreign: nobodyWrites,
  absent: nobodyWrites,
};

export const groupDoors: Table = {
  "GET /api/v1/groups": {
    call: () => ({}),
    rows: { all: everyReader },
    says: {
      of: (body) => `${countOf(/"isOwn"/g)(body)} of ${/"total":(\d+)/.exec(body)?.[1]}`,
      rows: {
        all: { stranger: "1 of 1", viewer: "0 of 0", circle: "2 of 2", contributor: "1 of 1", owner: "1 of 1", administrator: "0 of 0" },
      },
    },
  },
  "POST /api/v1/groups": {
    call: (ask) => ({ json: { name: "friends" }, given: ask.state === "all" ? [] : given.manyGroups(ask) }),
    rows: { all: everyWriter, "fred has many": everyWriter },
  },
  "PATCH /api/v1/groups/{groupId}": { call: (ask) => ({ ...group(ask), json: { name: "friends" } }), rows: groupsDecided },
  "DELETE /api/v1/groups/{groupId}": {
    call: (ask) =>
      ask.state.startsWith("circle,")
        ? { params: { groupId: ask.id("group olga.circle") }, given: given.strangersPicture(ask) }
        : group(ask),
    rows: { ...groupsDecided, "circle, a stranger's picture elsewhere": groupsDecided.circle },
  },
  "POST /api/v1/groups/{groupId}/people": {
    call: (ask) =>
      ask.state === "circle, fred's is full"
        ? { params: { groupId: ask.id("group olga.circle") }, json: { person: "alma" }, given: given.crowdedGroup(ask) }
        : { ...group(ask), json: { person: "alma" } },
    rows: { ...groupsDecided, "circle, fred's is full": groupsDecided.circle },
    tells: [/^alma$/],
  },
  "DELETE /api/v1/groups/{groupId}/people/{userId}": {
    call: (ask) => {
      const whom: Record<string, string> = { circle: "gwen", ring: "stan", foreign: "stan", absent: "gwen", nobody: "alma" };
      const groupId = ask.id(ask.state === "nobody" ? "group olga.circle" : (groups[ask.state] ?? "absent"));
      return { params: { groupId, userId: ask.id(whom[ask.state] ?? "absent") } };
    },
    rows: {
      circle: "-00+00+0 ++x+0 --------x ---",
      ring: "-+000000 00x00 --------x ---",
      foreign: nobodyWrites,
      nobody: "-00x0000 00x00 --------x ---",
      absent: nobodyWrites,
    },
    touches: ["olga", "fred"],
  },
};
