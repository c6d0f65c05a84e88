import fc from "fast-check";
import { type Components, type JsonSchema, toInlineSchema } from "@/lib/api/openapi-schemas";
import type { Operation } from "@/lib/api/operation";
import { operations } from "@/lib/api/registry";
import { nearlyValidInput, validInput } from "./arbitrary-input";
import { formOf, makePicture } from "./pictures";
import { recipes } from "./recipes";
import { type Answer, type ApiCall, send } from "./send";
import { createWorld, harvest, type World, type WorldOptions } from "./world";

export type PropertyOptions = WorldOptions & {
  /** All requests, those that make what others need included. */
  requests: number;
  seed: number;
};

/** What was asked and answered: for each operation how often each status came, and what was wrong. */
export type PropertyReport = {
  requests: number;
  seconds: number;
  statuses: Map<string, Map<number, number>>;
  faults: { operation: string; status: number; fault: string; told: string }[];
  /** Operations that never succeeded, and those whose recipe needs what this server is without. */
  neverSucceeded: string[];
  notPossible: Set<string>;
  slowest: { operation: string; ms: number }[];
};

const lanes = 4;
/** Every how many calls of an operation one follows its recipe, and how many do so at most. */
const recipeEvery = 8;
const recipesMax = 6;

/**
 * Asks every operation of a server again and again, with inputs drawn from its schema, whole and
 * broken, and real ids; holds each answer against the schema and the closed list of codes.
 */
export async function runProperties(options: PropertyOptions): Promise<PropertyReport> {
  const startedMs = performance.now();
  const report: PropertyReport = {
    requests: 0,
    seconds: 0,
    statuses: new Map(),
    faults: [],
    neverSucceeded: [],
    notPossible: new Set(),
    slowest: [],
  };
  const note = (operation: Operation, answer: Answer) => addAnswer(report, operation, answer);
  const world = await createWorld(options, note);
  await world.addPictures(6);
  const plans = operations.map((operation, at) => ({ operation, next: createCalls(operation, world, options.seed + at) }));
  const before: { status: number; told: string }[] = [];
  let turn = 0;
  const runLane = async () => {
    while (turn < plans.length || (report.requests < options.requests && turn < 2 * options.requests)) {
      const { operation, next } = plans[turn++ % plans.length] as (typeof plans)[number];
      const call = await next().catch((error: Error) => noteRecipe(report, operation.name, error));
      if (call === "not possible") report.notPossible.add(operation.name);
      if (!call || call === "not possible") continue;
      const asked = [...before];
      const answer = await send(options.url, operation, call);
      note(operation, answer);
      // A request without an answer may be the fault of one before it on the same connection.
      if (answer.status === 0)
        report.faults.push(...asked.map((each) => ({ ...each, operation: operation.name, fault: "asked before it" })));
      before.push({ status: answer.status, told: answer.told });
      if (before.length > 2 * lanes) before.shift();
      if (answer.status < 300) harvest(operation.name, answer.value, world);
    }
  };
  await Promise.all(Array.from({ length: lanes }, runLane));
  report.seconds = (performance.now() - startedMs) / 1_000;
  report.neverSucceeded = operations
    .filter(({ name }) => !hasSucceeded(report, name) && !report.notPossible.has(name))
    .map(({ name }) => name);
  return report;
}

/** What a recipe needs may be refused for being too much: the bound on attempts to sign in holds here too. */
function noteRecipe(report: PropertyReport, operation: string, error: Error): undefined {
  if (/ answered 429: /.test(error.message)) return;
  report.faults.push({ operation, status: 0, fault: `its recipe failed: ${error.message}`, told: "" });
}

function addAnswer(report: PropertyReport, operation: Operation, answer: Answer): void {
  const { name } = operation;
  const counts = report.statuses.get(name) ?? new Map<number, number>();
  counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
  report.statuses.set(name, counts);
  report.requests++;
  if (answer.fault) report.faults.push({ operation: name, status: answer.status, fault: answer.fault, told: answer.told });
  report.slowest = [...report.slowest, { operation: name, ms: Math.round(answer.ms) }].sort((a, b) => b.ms - a.ms).slice(0, 5);
}

function hasSucceeded(report: PropertyReport, name: string): boolean {
  return [...(report.statuses.get(name) ?? [])].some(([status]) => status >= 200 && status < 300);
}

/** The calls of one operation, one after the other: some by its recipe, the others drawn. */
function createCalls(operation: Operation, world: World, seed: number): () => Promise<ApiCall | "not possible" | undefined> {
  const recipe = recipes[operation.name];
  const drawn = drawCalls(operation, world, seed);
  let count = 0;
  return async () => {
    const at = count++;
    if (recipe && at % recipeEvery === 0 && at < recipeEvery * recipesMax) return (await recipe(world)) ?? "not possible";
    if (!recipe && at === 0) return drawPlainCall(operation, world, seed);
    const { value } = drawn.next();
    return value ? withBody(operation, value, world) : undefined;
  };
}

type Drawn = {
  input: Record<string, unknown>;
  json: Record<string, unknown>;
  actor: "owner" | "guest" | "nobody";
  body: (typeof bodies)[number];
};
const bodies = ["json", "form", "emptyForm", "junk", "picture", "brokenForm"] as const;

/** Endless inputs of an operation, the same for the same seed. */
function* drawCalls(operation: Operation, world: World, seed: number): Generator<Drawn, undefined> {
  const components: Components = {};
  const inputOf = (schema: JsonSchema) =>
    fc.oneof(
      { weight: 3, arbitrary: validInput(schema, { components, known: world.known }) },
      { weight: 2, arbitrary: nearlyValidInput(schema, { components, known: world.known }) },
    );
  const call = fc.record({
    input: inputOf(toInlineObject(operation.input, components)),
    json: inputOf(toInlineObject(operation.json ?? operation.input, components)),
    actor: fc.oneof(
      { weight: 8, arbitrary: fc.constant("owner" as const) },
      { weight: 1, arbitrary: fc.constantFrom("guest" as const, "nobody" as const) },
    ),
    body: fc.constantFrom(...bodies),
  });
  for (let part = 0; ; part++) yield* fc.sample(call, { numRuns: 50, seed: seed + part * 7_919 });
}

/** A whole input with nothing that may be left out, by the owner: what must succeed where no recipe is needed. */
function drawPlainCall(operation: Operation, world: World, seed: number): ApiCall {
  const components: Components = {};
  const { properties = {}, required = [], ...rest } = toInlineObject(operation.input, components);
  const needed = Object.fromEntries(Object.entries(properties as Components).filter(([name]) => (required as string[]).includes(name)));
  const [input] = fc.sample(validInput({ ...rest, properties: needed, required }, { components, known: world.known }), {
    numRuns: 1,
    seed,
  });
  return { input: world.realize(input) as Record<string, unknown>, token: world.owner };
}

function toInlineObject(schema: Operation["input"], components: Components): JsonSchema {
  const json = toInlineSchema(schema, "input", components);
  if (typeof json.$ref !== "string") return json;
  return components[json.$ref.slice(json.$ref.lastIndexOf("/") + 1)] ?? {};
}

async function withBody(operation: Operation, drawn: Drawn, world: World): Promise<ApiCall> {
  const token = { owner: world.owner, guest: world.guest.token, nobody: undefined }[drawn.actor];
  const call: ApiCall = { input: world.realize(drawn.input) as Record<string, unknown>, token };
  if (operation.upload) return { ...call, ...(await uploadOf(operation, drawn, world)) };
  const takesBody = operation.method === "POST" || operation.method === "PATCH";
  if (takesBody && drawn.body === "brokenForm") return { ...call, body: '{"a":', contentType: "application/json" };
  return call;
}

const crlf = "\r\n";

async function uploadOf(operation: Operation, drawn: Drawn, world: World): Promise<Pick<ApiCall, "body" | "contentType">> {
  const field = Object.keys(operation.form?.shape ?? { files: true }).find((name) => /file|picture|^a$/.test(name)) ?? "files";
  const junk = new Uint8Array(200).fill(7);
  if (drawn.body === "json") return { body: JSON.stringify(world.realize(drawn.json)), contentType: "application/json" };
  if (drawn.body === "form") return { body: formOf(field, await makePicture(), junk) };
  if (drawn.body === "emptyForm") return { body: new FormData() };
  if (drawn.body === "picture") return { body: await makePicture(), contentType: "image/jpeg" };
  if (drawn.body === "junk") return { body: junk, contentType: "application/octet-stream" };
  return { body: `--x${crlf}content-disposition: form-data; name="${field}"; filename="a`, contentType: "multipart/form-data; boundary=x" };
}
