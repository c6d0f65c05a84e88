import { makePicture } from "@/e2e/api/pictures";
import { sessionCookie } from "@/lib/auth/session";
import {
  administratorFindsNone,
  administratorReads,
  administratorReadsNone,
  administratorSubmits,
  administratorWrites,
  anybodyReads,
  anybodyWrites,
  everyManager,
  everyManagingReader,
  everyPersonInSession,
  everyReader,
  everyVisitor,
  nobodyManages,
  nobodyVisits,
  ownerManages,
  ownerVisits,
} from "./blocks";
import { voidLinks } from "./table-pages";
import type { Ask, Call, Table } from "./table-shape";
import { type PersonName, password, people } from "./world";

const nothing = () => ({});
const getsNothing = "-------- ----- --------x ---";
/** Whose present password must be known: with a wrong one, and without any. */
const refusesAll = "-xxxxxxx xxxxx --------x ---";
const asksAll = "-4444444 4xx4x --------x ---";
const typed = (ask: Ask) => (ask.state === "none" ? {} : { currentPassword: ask.state === "wrong" ? "not it at all" : password });
const form = (fields: Record<string, string>): Call => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return { args: [{}, data] };
};
const newPerson = { username: "newcomer", email: "newcomer@example.org", password };
const imports = (ask: Ask) => ({ params: { importId: ask.id({ own: "import anna", foreign: "import alma" }[ask.state] ?? "absent") } });
const who = (ask: Ask) => ({ params: { userId: ask.state === "me" ? "me" : ask.id(ask.state === "own" ? ask.person : ask.state) } });
const keyOf = (ask: Ask) => ({ own: "key olga read write", foreign: "key fred read" })[ask.state] ?? "absent";
const sessionOf = (ask: Ask) => ask.id({ own: "session olga", foreign: "session fred" }[ask.state] ?? "absent");
/** Whoever goes takes their memberships, and what others had by them. */
const everybody: readonly PersonName[] = people;

export const accountDoors: Table = {
  "GET /api/v1/about": {
    call: nothing,
    rows: { all: everyReader },
    says: { of: (body) => body.includes('"dataDir":null'), rows: { all: { owner: true, administrator: false, administratorsKey: true } } },
  },
  "GET /api/health": { call: nothing, rows: { all: anybodyReads } },
  "GET /api/openapi.json": { call: nothing, rows: { all: anybodyReads } },
  "GET /docs": { call: nothing, rows: { all: anybodyReads } },
  "GET /docs/assets/{name}": { call: () => ({ params: { name: "swagger-ui.css" } }), rows: { all: anybodyReads } },

  "POST /api/v1/auth/register": { call: () => ({ json: newPerson }), rows: { all: anybodyWrites } },
  "POST /api/v1/auth/login": {
    call: (ask) => ({
      json: {
        username: { disabled: "dave", nobody: "nobody" }[ask.state] ?? "fred",
        password: ask.state === "wrong" ? "not it at all" : password,
      },
    }),
    rows: { right: anybodyWrites, wrong: getsNothing, disabled: getsNothing, nobody: getsNothing },
    touches: ["fred"],
  },
  "POST /api/v1/auth/refresh": {
    call: (ask) => ({ json: { refreshToken: ask.secret(`refresh ${ask.state}`) || "nonsense" } }),
    rows: {
      fred: anybodyWrites,
      dave: getsNothing,
      used: getsNothing,
      expired: getsNothing,
      "of an ended session": getsNothing,
      "of a browser": getsNothing,
      absent: getsNothing,
    },
    touches: ["fred"],
    /** Somebody else has it, so that it is over with all of them. */
    ends: { used: ["fred sessions", "fred refresh_tokens"] },
  },
  "POST /api/v1/auth/logout": { call: nothing, rows: { all: "-+++++++ +9x99 --------x ---" } },

  /** The log that strangers could write into is closed; next-auth's own endpoints are tried in lib/auth/next-auth.db.test.ts. */
  "GET /api/auth/{...nextauth}": { call: () => ({ params: { nextauth: ["_log"] } }), rows: { log: "00000000 00000 000000000 000" } },
  "POST /api/auth/{...nextauth}": {
    call: () => ({ params: { nextauth: ["_log"] }, body: "" }),
    rows: { log: "00000000 00000 000000000 000" },
  },

  "GET /api/v1/users/me": {
    /** A cookie of our own seal that names a session of somebody else. */
    call: (ask) => (ask.state === "all" ? {} : { cookies: { [sessionCookie]: ask.secret("crossed session") } }),
    rows: { all: everyReader, "somebody else's session": "-------- +++++ --------- ---" },
  },
  "PATCH /api/v1/users/me": {
    call: (ask) => ({ json: ask.state === "all" ? { username: "renamed" } : { password: "another long password", ...typed(ask) } }),
    rows: { all: everyManager, "new password": everyManager, wrong: refusesAll, none: asksAll },
  },
  "DELETE /api/v1/users/me": {
    call: (ask) => ({ json: typed(ask) }),
    rows: { all: everyManager, wrong: refusesAll, none: asksAll },
    touches: everybody,
  },
  "PATCH /api/v1/users/{userId}": {
    call: (ask) => ({ ...who(ask), json: { username: "renamed" } }),
    rows: { me: everyManager, own: everyManager, fred: nobodyManages, absent: nobodyManages },
  },
  "DELETE /api/v1/users/{userId}": {
    call: (ask) => ({ ...who(ask), json: ask.state === "own" ? { currentPassword: password } : {} }),
    rows: { own: everyManager, fred: "-000000+ 0xx0x --------x ---", absent: nobodyManages },
    touches: everybody,
  },
  "GET /api/v1/users": { call: nothing, rows: { all: administratorReads } },
  "POST /api/v1/users": { call: () => ({ json: newPerson }), rows: { all: administratorWrites } },
  "POST /api/v1/users/invitations": { call: nothing, rows: { all: administratorWrites } },
  "PATCH /api/v1/users/{userId}/administration": {
    call: (ask) => ({ ...who(ask), json: { disabled: true } }),
    rows: { fred: administratorWrites, absent: administratorFindsNone },
    touches: ["fred"],
  },
  "POST /api/v1/users/{userId}/password-link": {
    call: who,
    rows: { fred: administratorWrites, absent: administratorFindsNone },
  },
  "POST /api/v1/users/me/second-factor": {
    call: (ask) => ({ json: { password: ask.state === "wrong" ? "not it at all" : password } }),
    rows: { all: everyPersonInSession, wrong: refusesAll },
  },
  "POST /api/v1/users/me/second-factor/confirm": {
    call: () => ({ json: { code: "123456" } }),
    rows: { all: "-9999999 9xxxx --------x ---" },
  },
  "POST /api/v1/users/me/second-factor/remove": {
    call: () => ({ json: { password, code: "123456" } }),
    rows: { all: "-9999999 9xxxx --------x ---" },
  },
  "POST /api/v1/users/me/second-factor/recovery-codes": {
    call: () => ({ json: { code: "123456" } }),
    rows: { all: "-9999999 9xxxx --------x ---" },
  },

  "GET /api/v1/keys": {
    call: nothing,
    rows: { all: everyManagingReader },
    says: { of: (body) => /"total":(\d+)/.exec(body)?.[1], rows: { all: { stranger: "0", owner: "4", administrator: "1" } } },
  },
  "POST /api/v1/keys": { call: () => ({ json: { name: "mine", scopes: ["read"] } }), rows: { all: everyManager } },
  "DELETE /api/v1/keys/{keyId}": {
    call: (ask) => ({ params: { keyId: ask.id(keyOf(ask)) } }),
    rows: { own: ownerManages, foreign: nobodyManages, absent: nobodyManages },
  },

  "POST /api/v1/inspect": {
    call: async () => ({ body: Buffer.from(await makePicture()), headers: { "content-type": "image/jpeg" } }),
    rows: { all: administratorWrites },
  },
  "GET /api/v1/imports": {
    call: nothing,
    rows: { all: administratorReads },
    says: { of: (body) => String(body.match(/"counts"/g)?.length ?? 0), rows: { all: { administrator: "1" } } },
  },
  "POST /api/v1/imports": {
    call: (ask) => ({ json: { folder: ask.secret("folder"), collectionId: ask.collection() } }),
    rows: {
      own: administratorWrites,
      default: administratorWrites,
      shown: "-xxxxxxx xxxxx --------x ---",
      foreign: administratorFindsNone,
      absent: administratorFindsNone,
    },
  },
  "POST /api/v1/imports/{importId}/cancel": {
    call: imports,
    rows: { own: administratorWrites, foreign: administratorFindsNone, absent: administratorFindsNone },
  },
  "GET /api/v1/imports/{importId}/files": {
    call: imports,
    rows: { own: administratorReads, foreign: administratorReadsNone, absent: administratorReadsNone },
  },
};

/** Forms know the browser's cookie only, and Next refuses those that another site sends before they get here. */
export const actionDoors: Table = {
  "action signOut": { call: () => ({ args: [] }), rows: { all: ">>>>>>>> >>>>> >>>>>>>>> >>>" }, touches: ["dave"] },
  "action submitSignUp": { call: () => form(newPerson), rows: { all: ">>>>>>>> >>>>> >>>>>>>>> >>>" } },
  "action submitSignIn": {
    call: (ask) =>
      form({ login: ask.state === "disabled" ? "dave" : "fred", password: ask.state === "wrong" ? "not it" : password, callbackUrl: "/" }),
    rows: { right: ">>>>>>>> >>>>> >>>>>>>>> >>>", wrong: "-------- ----- --------- ---", disabled: "-------- ----- --------- ---" },
    touches: ["fred"],
  },
  "action prepareJoin": { call: () => ({ args: [{ invitation: "some" }] }), rows: { all: "++++++++ +++++ +++++++++ +++" } },
  "action saveAccount": { call: () => ({ args: [{ username: "renamed" }] }), rows: { all: everyVisitor } },
  "action deleteAccount": {
    call: (ask) => ({ args: [typed(ask)] }),
    rows: { all: everyVisitor, wrong: "-xxxxxxx ----- --------x ---", none: "-4444444 ----- --------4 ---" },
    touches: everybody,
  },
  "action offerSecondFactor": { call: () => ({ args: [{ password }] }), rows: { all: everyVisitor } },
  "action putSecondFactorInForce": { call: () => ({ args: [{ code: "123456" }] }), rows: { all: "-9999999 ----- --------9 ---" } },
  "action takeSecondFactorAway": { call: () => ({ args: [{ password, code: "123456" }] }), rows: { all: "-9999999 ----- --------9 ---" } },
  "action makeRecoveryCodes": { call: () => ({ args: [{ code: "123456" }] }), rows: { all: "-9999999 ----- --------9 ---" } },
  "action prepareConnection": { call: () => ({ args: [{ currentPassword: password }] }), rows: { all: everyVisitor } },
  "action endConnection": { call: () => ({ args: [] }), rows: { all: everyVisitor } },
  "action makeKey": { call: () => ({ args: [{ name: "mine", scopes: ["admin"] }] }), rows: { all: everyVisitor } },
  "action revokeKey": {
    call: (ask) => ({ args: [ask.id(keyOf(ask))] }),
    rows: { own: ownerVisits, foreign: nobodyVisits, absent: nobodyVisits },
  },
  /** Done also where there is nothing of one's own to end. */
  "action signOutDevice": {
    call: (ask) => ({ args: [sessionOf(ask)] }),
    rows: { own: everyVisitor, foreign: everyVisitor, absent: everyVisitor },
  },
  "action signOutOtherDevices": { call: () => ({ args: [] }), rows: { all: everyVisitor } },
  "action administerPerson": {
    call: (ask) => ({ args: [ask.id("fred"), { disabled: true }] }),
    rows: { fred: administratorSubmits },
    touches: ["fred"],
  },
  "action createPerson": { call: () => ({ args: [newPerson] }), rows: { all: administratorSubmits } },
  "action deletePerson": {
    call: (ask) => ({ args: [ask.id(ask.state)] }),
    rows: { fred: "-000000+ ----- --------0 ---", absent: nobodyVisits },
    touches: ["fred", "stan"],
  },
  "action makePasswordLink": {
    call: (ask) => ({ args: [ask.id(ask.state)] }),
    rows: { fred: administratorSubmits, absent: "-xxxxxx0 ----- --------x ---" },
  },
  /** Whoever has the link that an administrator made. */
  "action submitNewPassword": {
    call: (ask) => form({ token: ask.secret(`password ${ask.state}`) || "nonsense", password: "another long password" }),
    rows: {
      fred: ">>>>>>>> >>>>> >>>>>>>>> >>>",
      ...Object.fromEntries(voidLinks.map((kind) => [kind, "xxxxxxxx xxxxx xxxxxxxxx xxx"])),
    },
    touches: ["fred", "anna"],
  },
  "action makeInvitation": { call: () => ({ args: [] }), rows: { all: administratorSubmits } },
};
