import type { Ask, Call } from "./table-shape";
import { type PersonName, password, people } from "./world";

/** What doors of accounts are asked, by the state of a row. */

export const newPerson = { username: "newcomer", email: "newcomer@example.org", password };
export const typed = (ask: Ask) => (ask.state === "none" ? {} : { currentPassword: ask.state === "wrong" ? "not it at all" : password });
export const form = (fields: Record<string, string>): Call => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return { args: [{}, data] };
};
export const keyOf = (ask: Ask) => ({ own: "key olga read write", foreign: "key fred read" })[ask.state] ?? "absent";
export const sessionOf = (ask: Ask) => ask.id({ own: "session olga", foreign: "session fred" }[ask.state] ?? "absent");
/** Whoever goes takes their memberships, and what others had by them. */
export const everybody: readonly PersonName[] = people;
