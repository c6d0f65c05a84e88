import type { PersonName } from "./world";

/** With what somebody comes: a cookie of a browser, a bearer token, passes of links, or headers of another site. */
export type Artefact = { cookies?: Record<string, string>; bearer?: string; headers?: Record<string, string> };

/**
 * Who asks, in the order in which the table's words have their letters: four words, one letter for
 * each column. `person` is whose things "own" means and who may learn what; null: nobody's.
 */
export const columnGroups = [
  /** People, each by the cookie of a real session. */
  ["anonymous", "stranger", "viewer", "circle", "contributor", "editor", "owner", "administrator"],
  /** The owner by an access token, by keys (read and write; read; read, write and admin); an administrator by a key that reads and writes. */
  ["token", "key", "readKey", "fullKey", "administratorsKey"],
  /** What is worth nothing: of a disabled editor a cookie and a key; of the owner what is out of date, misused, or sent by another site's page. */
  ["disabled", "disabledKey", "expiredToken", "expiredSession", "wrongKind", "otherAudience", "revokedKey", "expiredKey", "crossSite"],
  /** Of links, by nobody: its token as a bearer and the pass of its password; the same without its password; of one that is over. */
  ["link", "linkWithoutPassword", "expiredLink"],
] as const;

export type ColumnName = (typeof columnGroups)[number][number];
export const columnNames: readonly ColumnName[] = columnGroups.flat();

/** Whose a column is. */
export const personOf: Record<ColumnName, PersonName | null> = {
  anonymous: null,
  stranger: "stan",
  viewer: "vera",
  circle: "gwen",
  contributor: "carl",
  editor: "ed",
  owner: "olga",
  administrator: "anna",
  token: "olga",
  key: "olga",
  readKey: "olga",
  fullKey: "olga",
  administratorsKey: "anna",
  disabled: null,
  disabledKey: null,
  expiredToken: null,
  expiredSession: null,
  wrongKind: null,
  otherAudience: null,
  revokedKey: null,
  expiredKey: null,
  crossSite: "olga",
  link: null,
  linkWithoutPassword: null,
  expiredLink: null,
};

/** Letters of the table. */
export const letters = {
  "+": "2xx",
  ">": "redirect",
  "-": "401",
  x: "403",
  "0": "404",
  "9": "409",
  "4": "400",
} as const;

/** The letter of a status. */
export function letterOf(status: number): string {
  if (status >= 200 && status < 300) return "+";
  if (status >= 300 && status < 400) return ">";
  return { 400: "4", 401: "-", 403: "x", 404: "0", 409: "9" }[status] ?? `(${status})`;
}
