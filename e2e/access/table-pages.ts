import { everyVisitor, membersVisit, nobodyVisits, ownerVisits } from "./blocks";
import type { Call, Table } from "./table-shape";

const page = (params: Record<string, string> = {}): Call => ({
  args: [{ params: Promise.resolve(params), searchParams: Promise.resolve({}) }],
});
const ownPage = { call: () => page(), rows: { all: everyVisitor } };

const administratorIsTold = {
  of: (body: string) => body.includes('"isAdministrator":true'),
  rows: { all: { owner: false, administrator: true } },
};

/** Links for a new password that are worth nothing. */
export const voidLinks = ["absent", "expired", "of the disabled", "by the disabled", "by no administrator"];

export const pageDoors: Table = {
  "page /": ownPage,
  "page /collections": ownPage,
  "page /duplicates": ownPage,
  "page /duplicates/decided": ownPage,
  "page /duplicates/rules": ownPage,
  "page /favourites": ownPage,
  "page /processing": { ...ownPage, says: administratorIsTold },
  "page /search": ownPage,
  "page /settings": ownPage,
  "page /settings/library": { ...ownPage, says: administratorIsTold },
  "page /settings/security": {
    ...ownPage,
    says: { of: (body) => String(body.match(/"isCurrent"/g)?.length ?? 0), rows: { all: { viewer: "1", owner: "6" } } },
  },
  "page /sharing": ownPage,
  "page /trash": ownPage,
  "page /try": ownPage,
  "page /settings/people": { call: () => page(), rows: { all: "-000000+ ----- --------0 ---" } },
  "page /collections/{collectionId}": {
    call: (ask) => page({ collectionId: ask.collection() }),
    rows: {
      own: everyVisitor,
      default: everyVisitor,
      foreign: nobodyVisits,
      private: ownerVisits,
      shared: membersVisit,
      invited: nobodyVisits,
      left: nobodyVisits,
      absent: nobodyVisits,
    },
  },
  "page /images/{imageId}": {
    call: (ask) => page({ imageId: ask.image() }),
    rows: {
      own: everyVisitor,
      foreign: nobodyVisits,
      private: ownerVisits,
      shared: membersVisit,
      guest: membersVisit,
      trashed: ownerVisits,
      held: ownerVisits,
      absent: nobodyVisits,
    },
  },
  /** Whoever is signed in is led to the library. */
  "page /sign-in": { call: () => page(), rows: { all: "+>>>>>>> +++++ ++++++++> +++" } },
  "page /sign-up": { call: () => page(), rows: { all: "+>>>>>>> +++++ ++++++++> +++" } },
  "page /reset-password/{token}": {
    call: (ask) => page({ token: ask.secret(`password ${ask.state}`) || "nonsense" }),
    rows: Object.fromEntries(["fred", ...voidLinks].map((kind) => [kind, "++++++++ +++++ +++++++++ +++"])),
    tells: [/^fred$/],
    says: {
      of: (body) => ["fred", "carl", "dave", "gwen", "vera"].find((name) => new RegExp(`\\b${name}\\b`).test(body)),
      rows: { fred: { anonymous: "fred" }, ...Object.fromEntries(voidLinks.map((kind) => [kind, { anonymous: undefined }])) },
    },
  },
  "page /s/{token}": {
    call: (ask) => page({ token: ask.secret(`link olga.${ask.state}`) || "nonsense" }),
    rows: {
      open: "++++++++ +++++ +++++++++ +++",
      locked: "++++++++ +++++ +++++++++ +++",
      expired: "00000000 00000 000000000 000",
      revoked: "00000000 00000 000000000 000",
      absent: "00000000 00000 000000000 000",
    },
    says: {
      of: (body) => body.includes('"images":['),
      rows: { open: { anonymous: true }, locked: { anonymous: false, owner: false, link: true } },
    },
  },
  "page /join/{token}": {
    call: (ask) => page({ token: ask.state === "open" ? ask.secret("invitation") : ask.secret(`invitation ${ask.state}`) || "nonsense" }),
    rows: { open: everyVisitor, expired: everyVisitor, "of the disabled": everyVisitor, absent: everyVisitor },
    says: {
      of: (body) => body.includes("You are invited"),
      rows: { open: { viewer: true }, expired: { viewer: false }, "of the disabled": { viewer: false }, absent: { viewer: false } },
    },
    tells: [/^collection fred\.album$/, /^fred$/],
  },
};
