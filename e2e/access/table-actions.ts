import { everybody, form, keyOf, newPerson, sessionOf, typed } from "./account-calls";
import { administratorSubmits, everyVisitor, nobodyVisits, ownerVisits } from "./blocks";
import { voidLinks } from "./table-pages";
import type { Table } from "./table-shape";
import { password } from "./world";

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
