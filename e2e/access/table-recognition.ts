import { collectionsDecided, collectionsSeen, everyWriter } from "./blocks";
import type { Ask, Table } from "./table-shape";

const at = (ask: Ask) => ({ params: { collectionId: ask.collection() } });

/** Nothing is recognised in these collections: whoever sees them is told so, and the others that there are none. */
const conflicts = Object.fromEntries(
  Object.entries(collectionsSeen).map(([state, row]) => [state, row.replaceAll("+", "9").replace(/--------- ---$/, "--------x ---")]),
);

export const recognitionDoors: Table = {
  "GET /api/v1/collections/{collectionId}/recognition": {
    call: at,
    rows: collectionsSeen,
    says: { of: (body) => /"images":(\d+)/.exec(body)?.[1], rows: { own: { stranger: "1" }, shared: { viewer: "2", owner: "2" } } },
  },
  "PATCH /api/v1/collections/{collectionId}/recognition": {
    call: (ask) => ({ ...at(ask), json: { topN: 5 } }),
    rows: { ...collectionsDecided, default: everyWriter },
  },
  "POST /api/v1/recognize": {
    call: (ask) => ({ json: { collectionId: ask.collection(), imageId: ask.id(`${ask.person}.twin`) } }),
    rows: conflicts,
  },
};
