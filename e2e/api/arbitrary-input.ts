import fc from "fast-check";
import type { Components, JsonSchema } from "@/lib/api/openapi-schemas";

/** Stands for a real id of the world as it is when the request is sent: the `index`-th of those known under `field`. */
export class KnownValue {
  constructor(
    readonly field: string,
    readonly index: number,
  ) {}
}

/** What tells whether real values are known for a field of this name. */
export type KnownFields = ReadonlySet<string>;
type Needs = { components: Components; known: KnownFields };

/** Most items and characters of what is generated: enough to pass every bound that is small. */
const itemsMax = 6;
const lengthMax = 60;

/** Values that programs stumble over. */
const junk: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  "",
  " ",
  "default",
  "me",
  "null",
  "NaN",
  "-1",
  "1e3",
  "99999999999999999999",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\u202egnp.exe",
  "😀".repeat(200),
  "x".repeat(5_000),
  "../../../etc/passwd",
  "' or 1=1 --",
  "%00",
  "0000-01-01",
  "9999-12-31T23:59:59Z",
  "+275760-09-13T00:00:00.000Z",
  "00000000-0000-0000-0000-000000000000",
  "http://127.0.0.1/",
  [],
  [[]],
  [null],
  {},
  { constructor: { prototype: 1 } },
];

/** Inputs that fit a JSON Schema of an object, with real ids where some are known. */
export function validInput(schema: JsonSchema, needs: Needs): fc.Arbitrary<Record<string, unknown>> {
  return arbitraryOf(schema, needs) as fc.Arbitrary<Record<string, unknown>>;
}

/** The same with one or two things wrong: left out, of another kind, out of bounds, or unknown. */
export function nearlyValidInput(schema: JsonSchema, needs: Needs): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.keys((schema.properties ?? {}) as Components);
  const field = fields.length > 0 ? fc.constantFrom(...fields) : fc.constant("none");
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("set" as const), field, value: fc.constantFrom(...junk) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), field, value: fc.constant(undefined) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("set" as const),
        field: fc.constantFrom("page", "limit", "__proto__", "ownerId"),
        value: fc.constantFrom(...junk),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("set" as const), field, value: fc.jsonValue({ maxDepth: 2 }) }) },
  );
  return fc.tuple(validInput(schema, needs), fc.array(change, { minLength: 1, maxLength: 2 })).map(([input, changes]) => {
    const changed = { ...input };
    for (const { kind, field: name, value } of changes) {
      if (kind === "remove") delete changed[name];
      else Object.defineProperty(changed, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return changed;
  });
}

function arbitraryOf(schema: JsonSchema, needs: Needs, field = ""): fc.Arbitrary<unknown> {
  const plain = plainArbitrary(schema, needs, field);
  if (!needs.known.has(field) || schema.type === "array") return plain;
  const real = fc.nat({ max: 1_000 }).map((index) => new KnownValue(field, index));
  return fc.oneof({ weight: 8, arbitrary: real }, { weight: 1, arbitrary: plain });
}

function plainArbitrary(schema: JsonSchema, needs: Needs, field: string): fc.Arbitrary<unknown> {
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
    return arbitraryOf(needs.components[name] ?? {}, needs, field);
  }
  if ("const" in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (choices) return fc.oneof(...choices.map((choice) => arbitraryOf(choice, needs, field)));
  if (schema.type === "object") return objectArbitrary(schema, needs);
  if (schema.type === "array") return arrayArbitrary(schema, needs, field);
  return scalarArbitrary(schema);
}

function objectArbitrary(schema: JsonSchema, needs: Needs): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Components);
  if (properties.length === 0 && schema.additionalProperties === undefined) return fc.constant({});
  if (properties.length === 0)
    return fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4, noNullPrototype: true });
  const model = Object.fromEntries(properties.map(([name, part]) => [name, arbitraryOf(part, needs, name)]));
  const required = ((schema.required ?? []) as string[]).filter((name) => name in model);
  // Few optional fields at a time: each of them can empty the answer, and all together always do.
  const optional = properties.map(([name]) => name).filter((name) => !required.includes(name));
  return fc
    .tuple(fc.record(model, { noNullPrototype: true }), fc.subarray(optional, { maxLength: Math.min(3, optional.length) }))
    .map(([whole, chosen]) => {
      const kept = new Set([...required, ...chosen]);
      return Object.fromEntries(Object.entries(whole).filter(([name]) => kept.has(name)));
    });
}

function arrayArbitrary(schema: JsonSchema, needs: Needs, field: string): fc.Arbitrary<unknown> {
  const minLength = (schema.minItems as number | undefined) ?? 0;
  const maxLength = Math.max(minLength, Math.min((schema.maxItems as number | undefined) ?? itemsMax, itemsMax));
  return fc.array(arbitraryOf((schema.items ?? {}) as JsonSchema, needs, field), { minLength, maxLength });
}

function scalarArbitrary(schema: JsonSchema): fc.Arbitrary<unknown> {
  const [low, high] = [schema.minimum as number | undefined, schema.maximum as number | undefined];
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "null") return fc.constant(null);
  if (schema.type === "integer") return fc.integer({ min: low ?? -1_000, max: Math.min(high ?? 1_000_000, 2 ** 31 - 1) });
  if (schema.type === "number") return fc.double({ min: low ?? -1e6, max: high ?? 1e6, noNaN: true });
  if (schema.type === "string") return stringArbitrary(schema);
  return fc.jsonValue({ maxDepth: 2 });
}

function stringArbitrary(schema: JsonSchema): fc.Arbitrary<string> {
  const minLength = (schema.minLength as number | undefined) ?? 0;
  const maxLength = Math.max(minLength, Math.min((schema.maxLength as number | undefined) ?? lengthMax, lengthMax));
  const moment = fc
    .date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString());
  if (schema.format === "uuid") return fc.uuid();
  if (schema.format === "date") return moment.map((text) => text.slice(0, 10));
  if (schema.format === "date-time") return moment;
  if (schema.format === "email") return fc.emailAddress();
  if (schema.format === "uri") return fc.webUrl();
  if (typeof schema.pattern === "string") return fc.stringMatching(new RegExp(schema.pattern, "u"), { maxLength: 200 });
  return fc.string({ minLength, maxLength, unit: fc.constantFrom("a", "b", "Z", "0", " ", "é", "猫", "😀", "'", "%", "\\", '"', "<") });
}
