import { makePicture } from "@/e2e/api/pictures";
import { sessionCookie } from "@/lib/auth/session";
import { everybody, keyOf, newPerson, typed } from "./account-calls";
import {
  administratorFindsNone,
  administratorReads,
  administratorReadsNone,
  administratorWrites,
  anybodyReads,
  anybodyWrites,
  everyManager,
  everyManagingReader,
  everyPersonInSession,
  everyReader,
  nobodyManages,
  ownerManages,
  refusedToAllWrites,
} from "./blocks";
import * as given from "./given";
import type { Ask, Call, Table } from "./table-shape";
import { password } from "./world";

const nothing = () => ({});
const getsNothing = "-------- ----- --------x ---";
/** Whose present password must be known: with a wrong one, and without any. */
const refusesAll = "-xxxxxxx xxxxx --------x ---";
const asksAll = "-4444444 4xx4x --------x ---";
/** The acting key is no longer good when the new one would be made. */
const keyGone = "-+++++++ +xx-x --------x ---";
const keysGone = ["olga", "anna"].map((name) => `${name} api_keys`);
const imports = (ask: Ask) => ({ params: { importId: ask.id({ own: "import anna", foreign: "import alma" }[ask.state] ?? "absent") } });
const who = (ask: Ask) => ({ params: { userId: ask.state === "me" ? "me" : ask.id(ask.state === "own" ? ask.person : ask.state) } });

/** What there is of second factors, where a row is about them. */
function secondFactorsAt({ state, id }: Ask): Call["given"] {
  if (state === "by a used code") return given.codesUsed;
  if (state === "by somebody else's code") return given.secondFactors(id("fred"));
  return /code$|second factor/.test(state) ? given.secondFactors() : undefined;
}

function passwordsAt({ state }: Ask): Call["given"] {
  if (!state.startsWith("first")) return undefined;
  return state.endsWith("yesterday") ? given.noPasswordsAndOldSessions : given.noPasswords;
}

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

  "POST /api/v1/auth/register": {
    call: (ask) => {
      if (ask.state === "all") return { json: newPerson };
      return { json: { ...newPerson, ...(ask.state !== "uninvited" && { invitation: ask.secret(ask.state) }) }, ...given.byInvitation };
    },
    rows: {
      all: anybodyWrites,
      uninvited: refusedToAllWrites,
      "invited to sign up": anybodyWrites,
      "by a used invitation": refusedToAllWrites,
      "by an expired invitation": refusedToAllWrites,
    },
    touches: ["anna invitations"],
  },
  "POST /api/v1/auth/login": {
    call: (ask) => ({
      json: {
        username: { disabled: "dave", nobody: "nobody" }[ask.state] ?? "fred",
        password: ask.state === "wrong" ? "not it at all" : password,
        ...(/code$/.test(ask.state) && { code: given.recoveryCode }),
      },
      given: secondFactorsAt(ask),
    }),
    rows: {
      right: anybodyWrites,
      wrong: getsNothing,
      disabled: getsNothing,
      nobody: getsNothing,
      "by a recovery code": anybodyWrites,
      "by a used code": getsNothing,
      "by somebody else's code": getsNothing,
      "without the second factor": getsNothing,
    },
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

  "GET /api/v1/users/me": {
    /** A cookie of our own seal that names a session of somebody else; a token with a last character that means the same. */
    call: (ask) => {
      if (ask.state === "somebody else's session") return { cookies: { [sessionCookie]: ask.secret("crossed session") } };
      if (ask.state === "a token written otherwise")
        return { headers: { authorization: `Bearer ${ask.secret("token written otherwise")}` } };
      return { given: secondFactorsAt(ask) };
    },
    rows: {
      all: everyReader,
      "somebody else's session": "-------- +++++ --------- ---",
      "a token written otherwise": "-------- ----- --------- ---",
      "by a recovery code": everyReader,
    },
    says: {
      of: (body) =>
        [/"images":(\d+)/, /"hasSingleSignOn":(\w+)/, /"recoveryCodesLeft":(\d+)/].map((pattern) => pattern.exec(body)?.[1]).join(" "),
      rows: {
        all: { stranger: "5 false 0", owner: "7 false 0" },
        "by a recovery code": { stranger: "5 false 1", owner: "7 false 1" },
      },
    },
  },
  "PATCH /api/v1/users/me": {
    call: (ask) => ({
      json: ask.state === "all" ? { username: "renamed" } : { password: "another long password", ...typed(ask) },
      given: passwordsAt(ask),
    }),
    rows: {
      all: everyManager,
      "new password": everyManager,
      wrong: refusesAll,
      none: asksAll,
      "first password": "-+++++++ +xxxx --------x ---",
      "first password, signed in yesterday": refusesAll,
    },
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
    call: (ask) => {
      if (ask.state !== "the last one") return { ...who(ask), json: { disabled: true } };
      return { params: { userId: ask.id("anna") }, json: { disabled: true }, given: given.oneAdministrator };
    },
    rows: { fred: administratorWrites, absent: administratorFindsNone, "the last one": "-xxxxxx9 xxxxx --------x ---" },
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
    call: (ask) => ({ json: { password, code: ask.state === "all" ? "123456" : given.recoveryCode }, given: secondFactorsAt(ask) }),
    rows: { all: "-9999999 9xxxx --------x ---", "by a recovery code": everyPersonInSession },
  },
  "POST /api/v1/users/me/second-factor/recovery-codes": {
    call: (ask) => ({ json: { code: ask.state === "all" ? "123456" : given.recoveryCode }, given: secondFactorsAt(ask) }),
    rows: { all: "-9999999 9xxxx --------x ---", "by a recovery code": everyPersonInSession },
  },

  "GET /api/v1/keys": {
    call: nothing,
    rows: { all: everyManagingReader },
    says: { of: (body) => /"total":(\d+)/.exec(body)?.[1], rows: { all: { stranger: "0", owner: "4", administrator: "1" } } },
  },
  "POST /api/v1/keys": {
    call: (ask) => ({
      json: { name: "mine", scopes: [ask.state === "everything" ? "admin" : "read"] },
      given: { "revoked meanwhile": given.keyRevoked, "over meanwhile": given.keyExpired }[ask.state] ?? [],
    }),
    rows: { all: everyManager, everything: everyManager, "revoked meanwhile": keyGone, "over meanwhile": keyGone },
    ends: { "revoked meanwhile": keysGone, "over meanwhile": keysGone },
  },
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
    call: (ask) =>
      ask.state === "of others" ? { params: { importId: ask.id("import anna") }, given: given.filesOfOthers(ask) } : imports(ask),
    rows: { own: administratorReads, foreign: administratorReadsNone, absent: administratorReadsNone, "of others": administratorReads },
    /** Which pictures its own files became is written in the import itself; what they repeat is asked of one's own pictures. */
    tellsIn: { "of others": [/^fred\.(twin|trashed)$/] },
    says: {
      of: (body) => [...body.matchAll(/"(?:status|ofImageId)":"?(\w+)/g)].map(([, said]) => said).join(" "),
      rows: { "of others": { administrator: "duplicate null created null created null" } },
    },
  },
};
