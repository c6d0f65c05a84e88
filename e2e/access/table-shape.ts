import type { SQL } from "drizzle-orm";
import type { Config } from "@/lib/config";
import type { PersonName } from "./world";

/** How a cell names the things that its call is about. */
export type Ask = {
  state: string;
  /** Whose things are "own" for whoever asks. */
  person: PersonName;
  id(name: string): string;
  secret(name: string): string;
  /** The image, or the collection, that the row's state stands for. */
  image(): string;
  collection(): string;
};

/** What is sent. `args` are those of a server action or a page. */
export type Call = {
  params?: Record<string, string | string[]>;
  query?: Record<string, string>;
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
  /** What the browser holds besides. */
  cookies?: Record<string, string>;
  url?: string;
  args?: unknown[];
  /** What is so in this cell only: statements before the door is opened, and settings that the program runs with. */
  given?: readonly SQL[] | undefined;
  /** What is asked of the database when all is done; `says` reads it behind the body. */
  lastly?: SQL;
  settings?: (config: Config) => Config;
  /** The door with something of a foreign server's, which only tests can have. */
  handler?: (...args: never[]) => unknown;
};

/** A way in, what is asked there, and for each state of the thing that it is about one letter per column. */
export type Door = {
  call(ask: Ask): Call | Promise<Call>;
  rows: Record<string, string>;
  /** People whose things may change although they do not ask; "olga images": only those of one table. */
  touches?: readonly (PersonName | `${PersonName} ${string}`)[];
  /** What may be told to whoever has a 2xx beyond what they see, as patterns of names. */
  tells?: readonly RegExp[];
  /** The same for one state only. `hidden olga`: also what their pictures keep to themselves. */
  tellsIn?: Record<string, readonly RegExp[]>;
  /** What a refusal ends, by state: "fred sessions". */
  ends?: Record<string, readonly string[]>;
  /** The absent thing is another one than that which is foreign: a member, of a collection that is there. */
  absentIsOther?: true;
  /** Literal numbers or words that an answer holds, by state and column: `total` and the like. */
  says?: { of(body: string, state: string): unknown; rows: Record<string, Partial<Record<string, unknown>>> };
};
export type Table = Record<string, Door>;
