import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { InputOf, Operation, OutputOf } from "@/lib/api/operation";
import { createUser } from "@/lib/auth/schema";
import { login } from "@/lib/auth/token-schema";
import { addImages } from "@/lib/uploads/schema";
import { KnownValue } from "./arbitrary-input";
import { formOf, makePicture } from "./pictures";
import { type Answer, type ApiCall, send } from "./send";

type Bodied = Partial<Pick<ApiCall, "body" | "contentType" | "token">>;
type Callable = Operation<z.ZodObject, z.ZodType | "none" | "bytes">;
export type Person = { userId: string; username: string; password: string; token: string };

/** Most values of a field that are kept: the newest, since older ones are used up. */
const poolMax = 30;
const peopleMax = 12;
/** Names under which other fields go. */
const sameAs: Readonly<Record<string, string>> = {
  imageIds: "imageId",
  keepIds: "imageId",
  trashIds: "imageId",
  coverImageId: "imageId",
  targetCollection: "collectionId",
};

/** A server with an administrator, a guest, and what they have made: the real values that inputs are made of. */
export type World = {
  url: string;
  /** A folder of the server's machine with a picture, where there is one to import from. */
  importFolder: string | undefined;
  /** Puts a picture of the web into the owner's library and gives its address, where that can be done. */
  addFromWeb: (() => Promise<string>) | undefined;
  owner: string;
  guest: Person;
  known: ReadonlySet<string>;
  remember(field: string, ...values: string[]): void;
  /** The input with real values in place of those that stand for them. */
  realize(value: unknown): unknown;
  /** Calls an operation as part of the run, counted and checked like any other, and gives its answer. @throws when it fails */
  call<O extends Callable>(operation: O, input: InputOf<O>, more?: Bodied): Promise<OutputOf<O>>;
  /** Somebody new, signed in. */
  addPerson(): Promise<Person>;
  /** Somebody of a few, for what leaves a person as they are: hashing a password is slow, and signing in is bounded. */
  nextPerson(): Promise<Person>;
  /** Pictures of the owner's library, processed. */
  addPictures(count: number): Promise<string[]>;
};

export type WorldOptions = { url: string; token: string } & Partial<Pick<World, "importFolder" | "addFromWeb">>;

/** Builds a world on a server, by the API alone; `report` hears of every request. */
export async function createWorld(options: WorldOptions, report: (operation: Operation, answer: Answer) => void): Promise<World> {
  const { url, token: owner } = options;
  const people: Person[] = [];
  let turn = 0;
  const pools = new Map<string, string[]>(["imageId", "collectionId"].map((field) => [field, []]));
  const fields = [
    "imageId",
    "collectionId",
    "userId",
    "memberId",
    "groupId",
    "linkId",
    "keyId",
    "importId",
    "token",
    "person",
    "day",
    "hashes",
    "cursor",
  ];
  for (const field of fields) pools.set(field, []);
  const world: World = {
    url,
    importFolder: options.importFolder,
    addFromWeb: options.addFromWeb,
    owner,
    guest: undefined as unknown as Person,
    known: new Set([...fields, ...Object.keys(sameAs)]),
    remember(field, ...values) {
      const pool = pools.get(sameAs[field] ?? field) ?? [];
      pools.set(sameAs[field] ?? field, [...pool, ...values].slice(-poolMax));
    },
    realize(value) {
      if (value instanceof KnownValue) return pickFrom(pools.get(sameAs[value.field] ?? value.field) ?? [], value.index);
      if (Array.isArray(value)) return value.map((each) => world.realize(each));
      if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, world.realize(each)]));
    },
    async call(operation, input, more = {}) {
      const answer = await send(url, operation, { input: input as Record<string, unknown>, token: owner, ...more });
      report(operation, answer);
      if (answer.status < 200 || answer.status > 299)
        throw new Error(
          `${operation.name} answered ${answer.status}: ${answer.status === 0 ? answer.fault : JSON.stringify(answer.value)}`,
        );
      // People who are made for others stay as they are.
      if (operation.name !== "createUser") harvest(operation.name, answer.value, world);
      return answer.value as never;
    },
    async addPerson() {
      const username = `p${randomUUID().slice(0, 8)}`;
      const password = `${username} keeps a long password`;
      const { id } = await world.call(createUser, { username, email: `${username}@example.org`, password });
      const { accessToken } = await world.call(login, { username, password }, { token: undefined });
      world.remember("person", username);
      return { userId: id, username, password, token: accessToken };
    },
    async nextPerson() {
      if (people.length < peopleMax) people.push(await world.addPerson());
      return people[turn++ % people.length] as Person;
    },
    async addPictures(count) {
      const pictures = await Promise.all(Array.from({ length: count }, makePicture));
      const { results } = await world.call(addImages, { wait: true, detectDuplicates: false }, { body: formOf("files", ...pictures) });
      const ids = results.flatMap((result) => ("imageId" in result ? [result.imageId] : []));
      if (ids.length < count) throw new Error(`Only ${ids.length} of ${count} pictures were taken: ${JSON.stringify(results)}`);
      return ids;
    },
  };
  world.guest = await world.addPerson();
  return world;
}

function pickFrom(pool: readonly string[], index: number): string {
  return pool.length > 0 ? (pool[index % pool.length] ?? "") : randomUUID();
}

/** Fields of an answer whose values later inputs can be made of. */
const harvested: Readonly<Record<string, readonly [from: string, field: string][]>> = {
  addImages: [["imageId", "imageId"]],
  createCollection: [["id", "collectionId"]],
  createGroup: [["id", "groupId"]],
  createKey: [["id", "keyId"]],
  createLink: [["id", "linkId"]],
  createUser: [["id", "userId"]],
  inviteMember: [["id", "memberId"]],
  startImport: [["id", "importId"]],
  getTimeline: [["day", "day"]],
};

/** Remembers what an answer tells: of what was made, the ids; of lists, where they go on. */
export function harvest(operation: string, value: unknown, world: Pick<World, "remember">): void {
  if (typeof value !== "object" || value === null) return;
  const { nextCursor, path } = value as { nextCursor?: unknown; path?: unknown };
  if (typeof nextCursor === "string") world.remember("cursor", nextCursor);
  if (operation === "createLink" && typeof path === "string") world.remember("token", path.slice(path.lastIndexOf("/") + 1));
  for (const [from, field] of harvested[operation] ?? [])
    world.remember(field, ...collect(value, from, operation === "createLink" ? ["link"] : []));
}

/** Values of a key anywhere in an answer; for ids of what was made, only where it is told itself. */
function collect(value: unknown, key: string, within: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => collect(each, key, within));
  if (typeof value !== "object" || value === null) return [];
  const own = (value as Record<string, unknown>)[key];
  if (typeof own === "string") return [own];
  const inner = Object.entries(value).filter(([name]) => within.length === 0 || within.includes(name));
  return inner.flatMap(([, each]) => collect(each, key, within)).slice(0, 10);
}
