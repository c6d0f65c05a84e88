import { sql } from "drizzle-orm";
import { sessionCookie } from "@/lib/auth/session";
import { anybodyReads } from "./blocks";
import { answerOf, withProvider } from "./provider";
import type { Ask, Call, Table } from "./table-shape";

const ledAway = ">>>>>>>> >>>>> >>>>>>>>> >>>";
const nothingHere = "00000000 00000 000000000 000";

/** Who comes back from the provider as whom, in what session. */
const returns = {
  "fred comes back": "fred",
  "the disabled comes back": "dave",
  "olga connects": "newcomer",
  "olga connects what is fred's": "fred",
  "olga connects in a browser of fred's": "newcomer",
  "olga connects in another session": "newcomer",
  "olga connects signed out": "newcomer",
  "olga connects in a session that has ended": "newcomer",
};

function comesBack(ask: Ask): Call {
  const subject = returns[ask.state as keyof typeof returns];
  const issuer = ask.secret("issuer");
  const session = ask.state.startsWith("olga") ? (JSON.parse(ask.secret(ask.state)) as Record<string, string>) : {};
  const cookies = { ...(JSON.parse(ask.secret("from the provider")) as Record<string, string>), ...session };
  const known = ["fred", "dave"].map(
    (name) => sql`insert into identities (issuer, subject, user_id) values (${issuer}, ${name}, ${ask.id(name)})`,
  );
  return {
    params: { nextauth: ["callback", "oidc"] },
    query: answerOf(subject),
    headers: { "x-forwarded-proto": "http" },
    cookies: ask.state === "olga connects signed out" ? { ...cookies, [sessionCookie]: "" } : cookies,
    given: ask.state.endsWith("has ended") ? [...known, sql`delete from sessions where id = ${ask.id("session olga")}`] : known,
    settings: withProvider(issuer),
    lastly: sql`select u.username as leads_to from identities i join users u on u.id = i.user_id where i.issuer = ${issuer} and i.subject = ${subject}`,
  };
}

/** What is wrong, and to whom the identity leads when all is done. */
const outcome = (body: string) => [/error=([\w-]+)/, /"leads_to":"(\w+)"/].map((pattern) => pattern.exec(body)?.[1] ?? "-").join(", ");
const forAll = (said: string) => ({ anonymous: said, owner: said, stranger: said });

export const nextAuthDoors: Table = {
  /** The log that strangers could write into is closed. Whoever comes back from a provider is led on, or told what is wrong. */
  "GET /api/auth/{...nextauth}": {
    call: (ask) => {
      if (ask.state in returns) return comesBack(ask);
      const cookies: Call["cookies"] = ask.state.startsWith("somebody") ? { [sessionCookie]: ask.secret("crossed session") } : {};
      return { params: { nextauth: [ask.state === "log" ? "_log" : "session"] }, headers: { "x-forwarded-proto": "http" }, cookies };
    },
    rows: {
      log: nothingHere,
      session: anybodyReads,
      "somebody else's session": anybodyReads,
      ...Object.fromEntries(Object.keys(returns).map((state) => [state, ledAway])),
    },
    says: {
      of: (body) => (body.includes("leads_to") || body.includes("error=") ? outcome(body) : String(body.includes('"role"'))),
      rows: {
        session: {
          anonymous: "false",
          viewer: "true",
          owner: "true",
          token: "false",
          disabled: "false",
          expiredSession: "false",
          link: "false",
        },
        "somebody else's session": { anonymous: "false", owner: "false" },
        "fred comes back": forAll("-, fred"),
        "the disabled comes back": forAll("sso-forbidden, dave"),
        "olga connects": forAll("-, olga"),
        "olga connects what is fred's": forAll("sso-conflict, fred"),
        "olga connects in a browser of fred's": forAll("sso-forbidden, -"),
        "olga connects in another session": forAll("sso-forbidden, -"),
        "olga connects signed out": forAll("sso-forbidden, -"),
        "olga connects in a session that has ended": forAll("sso-forbidden, -"),
      },
    },
  },
  /** Its other endpoints are tried in lib/auth/next-auth.db.test.ts. */
  "POST /api/auth/{...nextauth}": {
    call: () => ({ params: { nextauth: ["_log"] }, body: "" }),
    rows: { log: nothingHere },
  },
};
