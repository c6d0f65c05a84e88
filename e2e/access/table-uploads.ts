import { sql } from "drizzle-orm";
import { formOf, makePicture } from "@/e2e/api/pictures";
import { collectionsFilled, everyWriter, nobodyAtAllReads, nobodyAtAllWrites, ownerWrites, refusedToAllWrites } from "./blocks";
import * as given from "./given";
import type { Ask, Call, Table } from "./table-shape";

/** Addresses that nobody can send a file to. */
const addresses = ["without a signature", "with another signature", "that is over", "of no id", "elsewhere"];
const noAddresses = Object.fromEntries(addresses.map((kind) => [kind, refusedToAllWrites]));
const addressFor = (ask: Ask) => ask.secret(ask.state in noAddresses ? `upload ${ask.state}` : `upload of ${uploader(ask)}`);
/** carl's was to go into olga's shared collection. */
const uploader = (ask: Ask) => (ask.state.startsWith("guest") ? "carl" : "olga");
const guestSends = "-000+000 00x00 --------x ---";

/** What has become of an upload since its address was given. */
function uploadAt(ask: Ask): Call {
  const image = { "made already": "olga.own", "made of another": "fred.own", "not made yet": "absent" }[ask.state];
  if (image) return { given: [sql`update uploads set image_id = ${ask.id(image)}`] };
  if (ask.state === "guest") return { given: anyBytes };
  if (ask.state === "guest who may only look now") return { given: [...given.onlyViewers, ...anyBytes] };
  return ask.state === "through the cloud" ? given.throughTheCloud : {};
}
/** carl has a picture of the same bytes, and it is to come in all the same. */
const anyBytes = [sql`update upload_batches set detect_duplicates = false`];
const uploadStates = { "made already": ownerWrites, "made of another": ownerWrites, "not made yet": ownerWrites };

const ownerLooks = "-00000+0 ++x+0 --------- ---";

/** How pictures come in, but for those that a link brings. */
export const uploadDoors: Table = {
  "POST /api/v1/images": {
    call: async (ask): Promise<Call> => {
      const body = formOf("files", await makePicture());
      if (ask.state !== "own, settled at once") return { query: { targetCollection: ask.collection() }, body };
      return { query: { wait: "true", detectDuplicates: "false" }, body, given: given.settledAtOnce(ask) };
    },
    rows: { ...collectionsFilled, "own, settled at once": everyWriter },
    touches: ["olga", "fred duplicate_pairs"],
  },
  "POST /api/v1/images/by-url": {
    call: (ask) => ({ json: { url: "http://127.0.0.1/a.jpg", targetCollection: ask.collection() } }),
    rows: collectionsFilled,
  },
  "POST /api/v1/uploads/check": {
    call: (ask) => ({ json: { hashes: [ask.secret("sha256")] } }),
    rows: { all: everyWriter },
  },
  "POST /api/v1/uploads/outcomes": {
    call: (ask) => ({ json: { imageIds: [ask.image()] } }),
    rows: { own: everyWriter, foreign: everyWriter, shared: everyWriter, trashed: everyWriter, held: everyWriter, absent: everyWriter },
    says: {
      of: (body) => String(body.match(/"outcomes":\[\]/g)?.length ?? 0),
      rows: {
        own: { stranger: "0", owner: "0" },
        foreign: { stranger: "1", owner: "1" },
        shared: { viewer: "1", editor: "1", owner: "0" },
      },
    },
  },
  "GET /api/uploadthing": { call: () => ({}), rows: { all: "++++++++ +++++ +++++++++ +++" } },
  "POST /api/uploadthing": {
    call: (ask) => ({
      url: `/api/uploadthing?${ask.state === "a callback" ? "" : "actionType=upload&"}slug=images`,
      headers: { "x-uploadthing-version": "7.7.4" },
      json: {
        input: { collectionId: ask.state === "a callback" ? "default" : ask.collection() },
        files: [{ name: "a.jpg", size: 1_000, type: "", lastModified: 1_600_000_000_000 }],
      },
    }),
    rows: { ...collectionsFilled, "a callback": refusedToAllWrites },
  },
  "HEAD /api/receive/{...path}": {
    call: (ask) => ({ url: addressFor(ask), ...uploadAt(ask) }),
    rows: {
      private: ownerLooks,
      ...noAddresses,
      ...Object.fromEntries(Object.keys(uploadStates).map((state) => [state, ownerLooks])),
      "through the cloud": nobodyAtAllReads,
    },
    /** Nothing need be sent of what is a picture of theirs already. */
    says: {
      of: (body) => /x-ut-range-start,(\d+)/.exec(body)?.[1] !== "0",
      rows: {
        private: { owner: false },
        "made already": { owner: true },
        "made of another": { owner: false },
        "not made yet": { owner: false },
      },
    },
  },
  "PUT /api/receive/{...path}": {
    call: async (ask) => ({
      url: addressFor(ask),
      headers: { range: "bytes=0-" },
      body: formOf("file", Buffer.from(ask.secret("picture"), "base64")),
      ...uploadAt(ask),
    }),
    rows: {
      private: ownerWrites,
      ...noAddresses,
      ...uploadStates,
      guest: guestSends,
      "guest who may only look now": guestSends,
      "through the cloud": nobodyAtAllWrites,
    },
    touches: ["olga collections", "olga memberships"],
  },
};
