import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { NextRequest } from "next/server";
import type { Context } from "@/lib/context/context";
import { errorCodes } from "@/lib/errors";
import { forgetCalibrations } from "@/lib/search/calibrate-search";
import { forgetFacets } from "@/lib/search/known-facets";
import { asRequest, headersOf, origin } from "./browser";
import { type ColumnName, columnNames, letterOf, personOf } from "./columns";
import { does } from "./does";
import { findDoor } from "./doors";
import { listLeaks } from "./leaks";
import { type Changed, listRows, type OwnedRow } from "./owned-rows";
import type { Ask, Call, Door } from "./table-shape";
import type { PersonName, World } from "./world";

/** What came back: a letter, and the body as text for those who look for what must not be in it. */
export type Answer = { letter: string; body: string; leaks: string[]; changed: Changed[]; did: string };

class RolledBack extends Error {}

/** The things of one cell, by name. */
export function makeAsk(world: World, column: ColumnName, state: string): Ask {
  const person = personOf[column] ?? "olga";
  const id = (name: string) => {
    const found = world.ids[name];
    if (!found) throw new Error(`The world has no ${name}.`);
    return found;
  };
  const resolve = (names: Record<string, string>) => {
    const name = names[state];
    if (!name) throw new Error(`There is no ${state} thing of this kind.`);
    return id(name.replace("$", person));
  };
  return {
    state,
    person,
    id,
    secret: (name) => world.secrets[name] ?? "",
    image: () => resolve(imageNames),
    collection: () => (state === "default" ? "default" : resolve(collectionNames)),
  };
}

const imageNames: Record<string, string> = {
  own: "$.own",
  foreign: "fred.own",
  private: "olga.own",
  shared: "olga.shared",
  guest: "carl.guest",
  trashed: "olga.trashed",
  held: "olga.held",
  absent: "absent",
};
const collectionNames: Record<string, string> = {
  own: "collection $.album",
  foreign: "collection fred.album",
  private: "collection olga.album",
  shared: "collection olga.shared",
  invited: "collection fred.invited",
  left: "collection fred.left",
  shown: "collection alma.shown",
  absent: "absent",
};

/** A mutant may make a loop endless. */
const patienceMs = 20_000;
async function giveUp(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, patienceMs).unref());
  throw new Error("It takes too long.");
}

/** Opens a door as somebody, and undoes what came of it in the database. */
export async function runCell(world: World, rows: readonly OwnedRow[], name: string, door: Door, state: string, column: ColumnName) {
  const ask = makeAsk(world, column, state);
  let answer: Answer | undefined;
  await world.ctx.db
    .transaction(async (tx) => {
      const ctx = { ...world.ctx, db: tx as unknown as Context["db"] };
      await tx.execute(sql`set local synchronous_commit = off`);
      answer = await Promise.race([knock(world, ctx, rows, name, door, ask, column), giveUp()]);
      throw new RolledBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
  await forgetParts(world);
  if (!answer) throw new Error("The cell was not answered.");
  return answer;
}

/** What was not received to its end: the database forgets that by itself. */
async function forgetParts({ ctx }: World): Promise<void> {
  const folder = ctx.storage.incomingDir;
  for (const file of await readdir(folder)) await rm(path.join(folder, file), { recursive: true, force: true });
}

async function knock(
  world: World,
  ctx: Context,
  rows: readonly OwnedRow[],
  name: string,
  door: Door,
  ask: Ask,
  column: ColumnName,
): Promise<Answer> {
  const call = await door.call(ask);
  const artefact = { ...world.artefacts[column], cookies: { ...world.artefacts[column].cookies, ...call.cookies } };
  const headers = headersOf(artefact);
  for (const [key, value] of Object.entries(call.headers ?? {})) headers.set(key, value);
  for (const statement of call.given ?? []) await ctx.db.execute(statement);
  const before = call.given ? await listRows(ctx.db) : rows;
  const asSet = call.settings ? { ...ctx, config: call.settings(ctx.config) } : ctx;
  forgetFacets();
  forgetCalibrations();
  const { letter, body } = await asRequest(asSet, artefact, headers, () =>
    name.startsWith("action ") || name.startsWith("page ") ? invoke(name, call) : request(name, call, headers),
  );
  const left = call.lastly ? JSON.stringify(await ctx.db.execute(call.lastly)) : "";
  const person = personOf[column];
  const sees: PersonName | "link" | null = /\/(shared|s)\//.test(name) && letter === "+" ? "link" : person;
  const may = new Set<string>([...(person ? [person] : []), ...(door.touches ?? [])]);
  const isDone = letter === "+" || letter === ">";
  /** A refusal changes nothing at all; people who came into being in the cell have no name. */
  const isForbidden = (owner: string | undefined, table = "") =>
    !isDone || (owner !== undefined && !may.has(owner) && !may.has(`${owner} ${table}`));
  const all = isReading(name) ? [] : await listRows(ctx.db, before);
  const ends = door.ends?.[ask.state] ?? [];
  const changed = all.filter(({ owner, key }) => {
    const [whose, kind = ""] = [nameOf(world, owner), key.split(" ")[0]];
    return isForbidden(whose, kind) && !ends.includes(`${whose} ${kind}`);
  });
  const tells = [...(door.tells ?? []), ...(door.tellsIn?.[ask.state] ?? [])];
  return { letter, body: body + left, leaks: listLeaks(world, sees, body, tells), changed, did: countKinds(all) };
}

/** How many rows of which tables changed: `images 1, memberships 2`. */
function countKinds(changed: readonly Changed[]): string {
  const counts = new Map<string, number>();
  for (const { key } of changed) {
    const kind = key.split(" ")[0] ?? "";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  if (counts.size === 0) return "nothing";
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${kind} ${count}`)
    .join(", ");
}

/** What should have come of a cell, by [Note: What a door does]; undefined where nothing is said. */
export function shouldDo(name: string, state: string, column: ColumnName): string | undefined {
  const [whose, what] = does[name]?.[state]?.split(": ") ?? [];
  return whose === column ? what : undefined;
}

function isReading(name: string): boolean {
  return /^(GET|HEAD|page) /.test(name);
}

function nameOf(world: World, id: string): string | undefined {
  return Object.entries(world.ids).find(([, each]) => each === id)?.[0];
}

async function request(name: string, call: Call, headers: Headers): Promise<{ letter: string; body: string }> {
  const [method = "", address = ""] = name.split(" ");
  const params = call.params ?? {};
  const pathname = address.replace(/\{(?:\.\.\.)?(\w+)\}/g, (_, key: string) =>
    [params[key] ?? ""].flat().map(encodeURIComponent).join("/"),
  );
  const url = new URL(call.url ?? pathname, origin);
  for (const [key, value] of Object.entries(call.query ?? {})) url.searchParams.append(key, String(value));
  const sent = new Headers(headers);
  if (call.json !== undefined) sent.set("content-type", "application/json");
  const body = call.json === undefined ? call.body : JSON.stringify(call.json);
  if (typeof body === "string") sent.set("content-length", String(Buffer.byteLength(body)));
  const handler = call.handler ? (call.handler as (...args: unknown[]) => unknown) : await findDoor(name);
  const request = new NextRequest(url, { method, headers: sent, ...(body !== undefined && { body, duplex: "half" }) } as never);
  const response = (await handler(request, { params: Promise.resolve(params) })) as Response;
  const bytes = Buffer.from(await response.arrayBuffer());
  const head = [...response.headers].filter(([key]) => key !== "set-cookie").join("\n");
  return { letter: letterOf(response.status), body: `${bytes.toString("latin1")}\n${head}` };
}

/** A server action or a page: what it gives, or where it leads instead. */
async function invoke(name: string, call: Call): Promise<{ letter: string; body: string }> {
  const run = await findDoor(name);
  try {
    const value = await run(...(call.args ?? []));
    const text = toText(value);
    const failed = typeof value === "object" && value !== null && "code" in value ? (value.code as keyof typeof errorCodes) : undefined;
    return { letter: failed ? letterOf(errorCodes[failed].status) : "+", body: text };
  } catch (error) {
    const digest = (error as { digest?: string }).digest ?? "";
    if (digest.startsWith("NEXT_REDIRECT"))
      return { letter: digest.includes("/sign-in") && name.startsWith("page ") ? "-" : ">", body: "" };
    if (digest.includes("404")) return { letter: "0", body: "" };
    throw error;
  }
}

/** Of a page: the elements with what they are given, as far as it is data; not the components, which hold whole modules. */
function toText(value: unknown): string {
  return (
    JSON.stringify(value, (key, each: unknown) =>
      typeof each === "function" || (key === "type" && typeof each === "object") ? undefined : each,
    ) ?? ""
  );
}

/** The answers of one row, by column. */
export async function runRow(world: World, rows: readonly OwnedRow[], name: string, door: Door, state: string) {
  const answers = new Map<ColumnName, Answer>();
  for (const column of columnNames) answers.set(column, await runCell(world, rows, name, door, state, column));
  return answers;
}
