import type { z } from "zod";
import { type InputOf, type Operation, type OutputOf, pathParameters, takesJson } from "../api/operation";

type JsonOperation = Operation<z.ZodObject, z.ZodType | "none">;
type BytesOperation = Operation<z.ZodObject, "bytes">;
type CallOptions = { signal?: AbortSignal; body?: Blob | FormData; keepalive?: boolean };

/** What the server refused, with its stable code and a sentence for people. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fieldErrors: Record<string, string> | undefined;

  constructor(status: number, code: string, detail: string, fieldErrors?: Record<string, string>) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.fieldErrors = fieldErrors;
  }
}

/** What a form says below a field when what it asked for failed: of the field, or else of the whole. */
export function describeFailure(failure: unknown, field: string): string {
  return failure instanceof ApiError ? (failure.fieldErrors?.[field] ?? failure.message) : String(failure);
}

/**
 * Calls an operation of this server from the browser.
 * @throws ApiError with the server's sentence, or code "offline" when no answer came
 */
export async function call<O extends JsonOperation>(operation: O, input: InputOf<O>, options: CallOptions = {}): Promise<OutputOf<O>> {
  const response = await ask(operation, input as Record<string, unknown>, options);
  if (operation.output === "none") return undefined as OutputOf<O>;
  return (await response.json()) as OutputOf<O>;
}

/** The same for an operation that takes a form and answers with bytes. @throws ApiError as `call` */
export async function callForBytes(operation: BytesOperation, options: CallOptions): Promise<Blob> {
  return (await ask(operation, {}, options)).blob();
}

async function ask(operation: JsonOperation | BytesOperation, input: Record<string, unknown>, options: CallOptions): Promise<Response> {
  const { url, rest } = addressOf(operation, input);
  const sendsJson = takesJson(operation);
  const response = await fetch(url, {
    method: operation.method,
    credentials: "same-origin",
    ...(options.signal && { signal: options.signal }),
    ...(options.keepalive && { keepalive: true }),
    ...(sendsJson && { headers: { "content-type": "application/json" }, body: JSON.stringify(rest) }),
    ...(options.body && { body: options.body }),
  }).catch((error: unknown) => {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, "offline", "The server cannot be reached.");
  });
  if (!response.ok) throw await toApiError(response);
  return response;
}

/** The address of an operation: path parameters filled in, and for GET and DELETE the rest as query. */
export function addressOf(
  operation: JsonOperation | Operation,
  input: Record<string, unknown>,
): { url: string; rest: Record<string, unknown> } {
  const rest = { ...input };
  let path: string = operation.path;
  for (const name of pathParameters(path)) {
    path = path.replace(`{${name}}`, encodeURIComponent(String(rest[name])));
    delete rest[name];
  }
  if (operation.upload ? operation.method !== "GET" : takesJson(operation)) return { url: path, rest };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(rest)) {
    for (const each of [value].flat()) if (each !== undefined && each !== null) query.append(key, String(each));
  }
  return { url: query.size ? `${path}?${query}` : path, rest };
}

async function toApiError(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string; fieldErrors?: Record<string, string> };
  return new ApiError(
    response.status,
    problem.code ?? "internal",
    problem.detail ?? "Something went wrong on the server.",
    problem.fieldErrors,
  );
}
