import type { z } from "zod";
import { type Actor, hasScope, requireAdministrator, requireScope } from "../auth/access";
import { readBearer } from "../auth/bearer";
import { readClient } from "../auth/client-address";
import { findActor } from "../auth/session";
import type { Context } from "../context/context";
import { getContext } from "../context/web-context";
import { AppError } from "../errors";
import { type Operation, type OutputOf, type ParsedInputOf, scopeNeeded, takesJson } from "./operation";
import { parseInput, requireKnownFields } from "./parse-input";
import { toProblemResponse } from "./problem";
import { countRequest } from "./rate-limit";
import { readBody } from "./read-body";
import { readFields } from "./read-fields";
import { requireJson } from "./require-json";
import { requireSameOrigin } from "./same-origin";

type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };
type Call<O, A> = { ctx: Context; actor: A; input: ParsedInputOf<O>; request: Request };
type AnyOperation = Operation<z.ZodObject, z.ZodType | "bytes" | "none">;

/**
 * Binds an operation to a domain function as a Next route handler: checks the origin, finds the
 * actor, counts the request, checks access, parses path, query and body, and maps the result or the
 * error to a response.
 */
export function route<O extends AnyOperation>(operation: O, handle: (call: Call<O, Actor>) => Promise<OutputOf<O>>) {
  return bind(operation, handle, admitActor);
}

/**
 * Like `route`, for operations that anybody may call, or whoever has a share link: the handler looks
 * at what it is given. A key without the scope that such an operation needs counts for nothing.
 */
export function publicRoute<O extends AnyOperation>(operation: O, handle: (call: Call<O, Actor | undefined>) => Promise<OutputOf<O>>) {
  return bind(operation, handle, (caller) => (caller && hasScope(caller, scopeNeeded(operation)) ? caller : undefined));
}

function bind<O extends AnyOperation, A>(
  operation: O,
  handle: (call: Call<O, A>) => Promise<OutputOf<O>>,
  admit: (caller: Actor | undefined, operation: AnyOperation, request: Request) => A,
) {
  return async (request: Request, routeContext: RouteContext): Promise<Response> => {
    const ctx = await getContext();
    try {
      if (operation.method !== "GET") requireSameOrigin(request, ctx.config.api.corsOrigins);
      const caller = await findActor(ctx);
      if (isCounted(operation)) await countRequest(ctx, caller, readClient(request.headers).address);
      const actor = admit(caller, operation, request);
      const params = await routeContext.params;
      const fields = await readInput(operation, request);
      requireKnownFields(operation.input, fields);
      const input = parseInput(operation.input, { ...fields, ...params }) as ParsedInputOf<O>;
      const result = await handle({ ctx, actor, input, request });
      return toResponse(operation, result);
    } catch (error) {
      return toProblemResponse(error, ctx.log);
    }
  };
}

/** A page of pictures is many requests for their bytes, which are cheap and cached: these do not count. An archive does, and so does a thumbnail that must be made, see its route. */
function isCounted({ method, output, contentType }: AnyOperation): boolean {
  return method !== "GET" || output !== "bytes" || contentType === "application/zip";
}

/** @throws AppError unauthenticated, forbidden */
function admitActor(actor: Actor | undefined, operation: AnyOperation, { headers }: Request): Actor {
  const wasShown = readBearer(headers) !== undefined;
  if (!actor) throw new AppError("unauthenticated", wasShown ? "This token or API key is not valid, or no longer." : "Sign in first.");
  requireScope(actor, scopeNeeded(operation));
  if (operation.access === "administrator") requireAdministrator(actor);
  return actor;
}

async function readInput(operation: AnyOperation, request: Request): Promise<Record<string, unknown>> {
  if (!takesJson(operation)) return readFields(new URL(request.url).searchParams);
  requireJson(request);
  return readBody(request);
}

function toResponse<O extends AnyOperation>(operation: O, result: OutputOf<O>): Response {
  if (result instanceof Response) return result;
  const headers = { "cache-control": "no-store" };
  if (operation.output === "none") return new Response(null, { status: operation.successStatus ?? 204, headers });
  const schema = operation.output as z.ZodType;
  return Response.json(schema.parse(result), { status: operation.successStatus ?? 200, headers });
}
