import { z } from "zod";
import { namedSchemas } from "./registry";

export type JsonSchema = { [key: string]: unknown };

/** Text written into the query counts as its meaning: `true`, `20`. */
type Direction = "input" | "output";

const prefix = "#/components/schemas/";

/** Exported schemas that are worth a name of their own: objects, choices and unions, not single fields. */
const names = z.registry<{ id: string }>();
const nameable = new Set(["object", "enum", "union"]);
for (const { name, module, schema } of namedSchemas) {
  if (!nameable.has(schema._zod.def.type) || names.has(schema)) continue;
  const isShared = namedSchemas.some((other) => other.name === name && other.schema !== schema);
  names.add(schema, { id: (isShared ? capitalize(module) : "") + capitalize(name) });
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Collects the schemas that a document names, each once. */
export type Components = { [name: string]: JsonSchema };

/** Like `toInlineSchema`, where a schema that has a name is a reference itself. */
export function toJsonSchema(schema: z.ZodType, io: Direction, components: Components): JsonSchema {
  return toInlineSchema(z.array(schema), io, components).items as JsonSchema;
}

/**
 * A zod schema as JSON Schema 2020-12 whose named parts are references into `components`, which is
 * filled with them. A part that is written otherwise when sent than when answered gets a second
 * name with the ending `Input`.
 */
export function toInlineSchema(schema: z.ZodType, io: Direction, components: Components): JsonSchema {
  const {
    $schema: _,
    $defs = {},
    ...json
  } = z.toJSONSchema(schema, {
    io,
    metadata: names,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => tidy(zodSchema, jsonSchema as JsonSchema),
  }) as JsonSchema & { $defs?: Components };
  const renamed = new Map<string, string>();
  for (const [name, part] of Object.entries($defs)) renamed.set(name, chooseName(name, $defs, part, io, components));
  for (const [name, part] of Object.entries($defs)) components[renamed.get(name) ?? name] = withReferences(part, renamed);
  return withReferences(json, renamed);
}

/** Its own name, unless that one says something else already. */
function chooseName(name: string, parts: Components, part: JsonSchema, io: Direction, components: Components): string {
  const sameNames = new Map(Object.keys(parts).map((each) => [each, each]));
  const known = components[name];
  if (!known || JSON.stringify(known) === JSON.stringify(withReferences(part, sameNames))) return name;
  return io === "input" ? `${name}Input` : `${name}Output`;
}

const shortFormats = new Set(["uuid", "date", "date-time", "email", "uri"]);

/** Leaves out what says nothing to a reader: patterns of known formats, and the bounds of all integers. */
function tidy(schema: z.core.$ZodTypes, json: JsonSchema): void {
  delete json.id;
  if (isWrittenBoolean(schema)) Object.assign(json, { type: "boolean" });
  if (shortFormats.has(json.format as string)) delete json.pattern;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.additionalProperties === false) delete json.additionalProperties;
  if (JSON.stringify(json.propertyNames) === '{"type":"string"}') delete json.propertyNames;
  if (json.contentEncoding === "binary") delete json.contentEncoding;
}

/** `z.stringbool()`: a boolean that is written into the address. */
function isWrittenBoolean(schema: z.core.$ZodTypes): boolean {
  const { def } = schema._zod;
  return def.type === "pipe" && def.in._zod.def.type === "string" && def.out._zod.def.type === "boolean";
}

function withReferences(json: JsonSchema, renamed: ReadonlyMap<string, string>): JsonSchema {
  return JSON.parse(JSON.stringify(json), (key, value: unknown) => {
    if (key !== "$ref" || typeof value !== "string" || !value.startsWith("#/$defs/")) return value;
    const name = value.slice("#/$defs/".length);
    return `${prefix}${renamed.get(name) ?? name}`;
  }) as JsonSchema;
}
