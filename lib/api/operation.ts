import type { z } from "zod";
import type { KeyScope } from "../auth/access";
import type { ErrorCode } from "../errors";

export type HttpMethod = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** Who may call: anybody, whoever opens a share link, any signed-in person, or an administrator. */
export type Access = "public" | "link" | "member" | "administrator";

/**
 * One thing the API can do. `input` holds path parameters, query and JSON body in one object:
 * names in `{braces}` of the path are taken from the path, the rest from the query (GET, DELETE)
 * or the JSON body (others). `output` is what is answered; "bytes" means that the handler answers
 * with a Response of its own, and `upload` that the body is not JSON.
 */
export type Operation<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType | "bytes" | "none" = z.ZodType | "bytes" | "none",
> = {
  name: string;
  summary: string;
  tag: string;
  method: HttpMethod;
  path: `/api/${string}`;
  access: Access;
  /** What an API key needs; when absent: admin for administrators' operations, read for GET, write for others. */
  scope?: KeyScope;
  input: Input;
  output: Output;
  /** Status of success; 200 when absent. */
  successStatus?: number;
  /** A DELETE with a JSON body: it takes a password, which no address may hold. */
  body?: true;
  /** The body is raw bytes or multipart, read by the handler itself. */
  upload?: boolean;
  /** The fields of that multipart body, for the document (files are `z.file()`); when absent: one picture's bytes. */
  form?: z.ZodObject;
  /** The same operation's body as JSON, where the handler reads that as well, for the document. */
  json?: z.ZodObject;
  /** The media type of a "bytes" answer, for the document; `image/*` when absent. */
  contentType?: string;
  /** Codes that it can fail with beyond those of its kind, for the document. */
  errors?: readonly ErrorCode[];
};

export type InputOf<O> = O extends Operation<infer I, infer _R> ? z.input<I> : never;
export type ParsedInputOf<O> = O extends Operation<infer I, infer _R> ? z.output<I> : never;
export type OutputOf<O> =
  O extends Operation<infer _I, infer R> ? (R extends z.ZodType ? z.output<R> : R extends "bytes" ? Response : undefined) : never;

/** Declares an operation; it exists to infer the exact types of input and output. */
export function operation<const I extends z.ZodObject, const R extends z.ZodType | "bytes" | "none">(
  declared: Operation<I, R>,
): Operation<I, R> {
  return declared;
}

/** The names in `{braces}` of an operation's path. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
}

/** Whether input travels as a JSON body; else in the query. */
export function takesJson({ method, body, upload }: Pick<Operation, "method" | "body" | "upload">): boolean {
  return !upload && (body ?? (method !== "GET" && method !== "DELETE"));
}

/** The scope that an API key needs to call an operation. */
export function scopeNeeded({ access, scope, method }: Pick<Operation, "access" | "scope" | "method">): KeyScope {
  if (scope) return scope;
  if (access === "administrator") return "admin";
  return method === "GET" ? "read" : "write";
}
