import type { z } from "zod";
import packageJson from "../../package.json";
import { healthView } from "../about/schema";
import { type ErrorCode, errorCodes } from "../errors";
import { type Components, type JsonSchema, toInlineSchema, toJsonSchema } from "./openapi-schemas";
import { type Operation, pathParameters, scopeNeeded, takesJson } from "./operation";
import { possibleCodes, serverCodes } from "./possible-codes";
import { problem } from "./problem-schema";
import { operations } from "./registry";
import { tags } from "./tags";

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = {
  openapi: "3.1.1";
  info: JsonSchema;
  servers: JsonSchema[];
  tags: { name: string; description: string }[];
  paths: { [path: string]: { [method: string]: OpenApiOperation } };
  components: { schemas: Components; responses: Components; securitySchemes: Components };
};
export type OpenApiOperation = {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: { [scheme: string]: string[] }[];
  parameters?: JsonSchema[];
  requestBody?: JsonSchema;
  responses: { [status: string]: JsonSchema };
  "x-scope"?: string;
};

const description = `Everything that Magpie's pages can do, for scripts. Bodies and answers are JSON in camelCase.

Send an access token or an API key as \`Authorization: Bearer …\`; the pages of this server use the cookie of their session. Failures are \`application/problem+json\` with a stable \`code\`. Lists take \`limit\` (20 when absent, at most 100; searches 1,000) and a \`cursor\` or a 1-based \`page\`, and answer \`total\`; short ones (members, groups, invitations, links, imports) come whole. Fields that an operation does not have are refused. Too many requests are answered with 429 and \`Retry-After\`.`;

const securitySchemes: Components = {
  bearer: { type: "http", scheme: "bearer", description: "An access token of `POST /api/v1/auth/login`, or an API key." },
  session: { type: "apiKey", in: "cookie", name: "magpie.session-token", description: "The cookie of a browser that is signed in." },
};

/** The OpenAPI document of all operations of the registry. */
export function createOpenApiDocument(): OpenApiDocument {
  const components: OpenApiDocument["components"] = { schemas: {}, responses: {}, securitySchemes };
  toJsonSchema(problem, "output", components.schemas);
  const paths: OpenApiDocument["paths"] = {};
  for (const operation of operations) {
    const { path, method } = operation;
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(operation, components) };
  }
  removeUnused(components.schemas, { paths, responses: components.responses });
  return {
    openapi: "3.1.1",
    info: { title: "Magpie", version: packageJson.version, description, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/" }],
    tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    paths,
    components: { ...components, schemas: sorted(components.schemas), responses: sorted(components.responses) },
  };
}

/** An input whose fields went into an address or a body of their own is used by nobody under its name. */
function removeUnused(schemas: Components, users: JsonSchema): void {
  for (let found = true; found; ) {
    const text = JSON.stringify({ users, schemas });
    const unused = Object.keys(schemas).filter((name) => !text.includes(`"#/components/schemas/${name}"`));
    for (const name of unused) delete schemas[name];
    found = unused.length > 0;
  }
}

function sorted(parts: Components): Components {
  return Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function describeOperation(operation: Operation, components: OpenApiDocument["components"]): OpenApiOperation {
  const needsActor = operation.access === "member" || operation.access === "administrator";
  const parameters = describeParameters(operation, components.schemas);
  const requestBody = describeBody(operation, components.schemas);
  return {
    operationId: operation.name,
    tags: [operation.tag],
    summary: operation.summary,
    ...(needsActor && { description: describeAccess(operation), "x-scope": scopeNeeded(operation) }),
    security: needsActor ? [{ bearer: [] }, { session: [] }] : [],
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: { ...describeSuccess(operation, components.schemas), ...describeFailures(operation, components.responses) },
  };
}

function describeAccess(operation: Operation): string {
  const who = operation.access === "administrator" ? "For administrators. " : "";
  return `${who}An API key needs the scope \`${scopeNeeded(operation)}\`.`;
}

type ObjectSchema = JsonSchema & { properties: Components; required: string[] };

function objectOf(schema: z.ZodType, components: Components): ObjectSchema {
  const json = toInlineSchema(schema, "input", components);
  // A schema with a name is a reference even by itself.
  const name = typeof json.$ref === "string" ? json.$ref.slice(json.$ref.lastIndexOf("/") + 1) : undefined;
  if (name !== undefined) return withProperties(components[name] ?? {});
  return withProperties(json);
}

function withProperties(json: JsonSchema): ObjectSchema {
  return { ...json, properties: (json.properties ?? {}) as Components, required: (json.required ?? []) as string[] };
}

function describeParameters(operation: Operation, components: Components): JsonSchema[] {
  const inPath = new Set(pathParameters(operation.path));
  const { properties, required } = objectOf(operation.input, components);
  const names = Object.keys(properties).filter((name) => inPath.has(name) || !takesJson(operation));
  return names.map((name) => ({
    name,
    in: inPath.has(name) ? "path" : "query",
    required: inPath.has(name) || required.includes(name),
    schema: properties[name],
  }));
}

function describeBody(operation: Operation, components: Components): JsonSchema | undefined {
  if (operation.upload) return { required: true, content: describeUpload(operation, components) };
  if (!takesJson(operation)) return undefined;
  const inPath = new Set(pathParameters(operation.path));
  const { properties, required, ...rest } = objectOf(operation.input, components);
  const kept = Object.entries(properties).filter(([name]) => !inPath.has(name));
  if (kept.length === 0) return undefined;
  const needed = required.filter((name) => !inPath.has(name));
  const schema = { ...rest, properties: Object.fromEntries(kept), ...(needed.length > 0 && { required: needed }) };
  return { required: needed.length > 0, content: { "application/json": { schema } } };
}

function describeUpload(operation: Operation, components: Components): JsonSchema {
  const bytes = { "image/*": { schema: { type: "string", format: "binary" } } };
  return {
    ...(operation.form ? { "multipart/form-data": { schema: objectOf(operation.form, components) } } : bytes),
    ...(operation.json && { "application/json": { schema: objectOf(operation.json, components) } }),
  };
}

function describeSuccess(operation: Operation, components: Components): OpenApiOperation["responses"] {
  const { output } = operation;
  if (output === "none") return { [operation.successStatus ?? 204]: { description: "Done; there is nothing to tell." } };
  if (output === "bytes") return describeBytes(operation);
  const content = { "application/json": { schema: toJsonSchema(output, "output", components) } };
  const away = { description: "Not ready.", content };
  return {
    [operation.successStatus ?? 200]: { description: "Success.", content },
    ...(output === healthView && { 503: away }),
  };
}

function describeBytes(operation: Operation): OpenApiOperation["responses"] {
  const schema = { type: "string", format: "binary" };
  const content = { [operation.contentType ?? "image/*"]: { schema } };
  const whole = { [operation.successStatus ?? 200]: { description: "The bytes.", content } };
  if (operation.method !== "GET") return whole;
  return { ...whole, 206: { description: "The range asked for.", content }, 304: { description: "What the client has is still right." } };
}

/** One response for each status that can happen, shared by all operations with the same codes. */
function describeFailures(operation: Operation, responses: Components): OpenApiOperation["responses"] {
  const byStatus = new Map<string, ErrorCode[]>();
  for (const code of possibleCodes(operation)) {
    const { status } = errorCodes[code];
    const key = status >= 500 ? "5XX" : `${status}`;
    byStatus.set(key, [...(byStatus.get(key) ?? []), code]);
  }
  byStatus.set("5XX", [...serverCodes]);
  return Object.fromEntries([...byStatus].map(([status, codes]) => [status, describeFailure(status, codes, responses)]));
}

function describeFailure(status: string, codes: ErrorCode[], responses: Components): JsonSchema {
  const name = status === "5XX" ? "ServerProblem" : codes.join(".");
  responses[name] = {
    description: codes.map((code) => `\`${code}\``).join(", "),
    ...(codes.includes("too-many-requests") && {
      headers: { "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } } },
    }),
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
  return { $ref: `#/components/responses/${name}` };
}
