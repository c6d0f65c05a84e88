import { type Operation, pathParameters, takesJson } from "@/lib/api/operation";
import { possibleCodes, serverCodes } from "@/lib/api/possible-codes";
import { problem } from "@/lib/api/problem-schema";
import { errorCodes } from "@/lib/errors";

/** One request to an operation: its input, and a body where that is not the input's JSON. */
export type ApiCall = {
  input: Record<string, unknown>;
  body?: string | FormData | Uint8Array;
  contentType?: string;
  token?: string | undefined;
};
/** What came back, and what is wrong with it. */
export type Answer = { status: number; code?: string; value: unknown; fault?: string; ms: number; told: string };

const timeoutMs = 90_000;

/** Sends a request and holds its answer against the operation: status, type, schema, and code of a failure. */
export async function send(url: string, operation: Operation, request: ApiCall): Promise<Answer> {
  const address = new URL(addressOf(operation, request.input), url);
  const body = request.body ?? (takesJson(operation) ? JSON.stringify(bodyOf(operation, request.input)) : undefined);
  const isJson = request.body === undefined && body !== undefined;
  const headers = new Headers();
  if (request.token) headers.set("authorization", `Bearer ${request.token}`);
  const contentType = request.contentType ?? (isJson ? "application/json" : undefined);
  if (contentType) headers.set("content-type", contentType);
  const told = `${operation.method} ${address.pathname}${address.search} ${typeof body === "string" ? body.slice(0, 500) : body ? "(bytes)" : ""}`;
  const startedMs = performance.now();
  try {
    const response = await fetch(address, {
      method: operation.method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body: body as BodyInit }),
    });
    const checked = response.ok ? await checkSuccess(operation, response) : await checkFailure(operation, response);
    return { ...checked, status: response.status, ms: performance.now() - startedMs, told };
  } catch (error) {
    const { message, cause } = error as Error;
    return { status: 0, value: undefined, fault: `no answer: ${message} ${cause ?? ""}`, ms: performance.now() - startedMs, told };
  }
}

function addressOf(operation: Operation, input: Record<string, unknown>): string {
  const inPath = new Set(pathParameters(operation.path));
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => segmentOf(input[name]));
  if (takesJson(operation)) return path;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) {
    if (inPath.has(name) || value === undefined) continue;
    for (const each of Array.isArray(value) && value.length > 0 ? value : [value]) query.append(name, textOf(each));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

/** One segment of a path; none, `.` and `..` would be the address of something else. */
function segmentOf(value: unknown): string {
  const text = textOf(value);
  return /^\.{0,2}$/.test(text) ? "-" : encodeURIComponent(text);
}

/** Half a character, which no address can hold, becomes a replacement character, as in a browser. */
function textOf(value: unknown): string {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.replace(/\p{Cs}/gu, "\ufffd");
}

function bodyOf(operation: Operation, input: Record<string, unknown>): Record<string, unknown> {
  const inPath = new Set(pathParameters(operation.path));
  return Object.fromEntries(Object.entries(input).filter(([name]) => !inPath.has(name)));
}

type Checked = Pick<Answer, "value" | "fault" | "code">;

async function checkSuccess(operation: Operation, response: Response): Promise<Checked> {
  const { output, successStatus } = operation;
  const type = response.headers.get("content-type")?.split(";")[0] ?? "";
  if (output === "bytes") {
    const bytes = await response.arrayBuffer();
    const wanted = operation.contentType ?? "image/*";
    const fits = wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
    return { value: bytes.byteLength, ...(!fits && { fault: `answered ${type} instead of ${wanted}` }) };
  }
  const wanted = successStatus ?? (output === "none" ? 204 : 200);
  if (response.status !== wanted) return { value: await response.text(), fault: `answered ${response.status} instead of ${wanted}` };
  if (output === "none")
    return { value: undefined, ...((await response.text()) !== "" && { fault: "answered something instead of nothing" }) };
  const value: unknown = await response.json();
  const parsed = output.safeParse(value);
  if (type !== "application/json") return { value, fault: `answered ${type} instead of JSON` };
  return { value, ...(!parsed.success && { fault: `the answer does not fit its schema: ${parsed.error.message.slice(0, 300)}` }) };
}

async function checkFailure(operation: Operation, response: Response): Promise<Checked> {
  const text = await response.text();
  const value = toJson(text);
  const known = operation.name === "getHealth" ? undefined : problem.safeParse(value);
  if (!known?.success) return { value, fault: `answered ${response.status} without a problem: ${text.slice(0, 200)}` };
  const { code, status } = known.data;
  const fault = findFault(operation, response, code, status);
  return { value, code, ...(fault && { fault: `${fault}: ${known.data.detail}` }) };
}

function findFault(operation: Operation, response: Response, code: keyof typeof errorCodes, status: number): string | undefined {
  const type = response.headers.get("content-type")?.split(";")[0];
  if (response.status >= 500) return `failed with ${response.status} ${code}`;
  if (type !== "application/problem+json") return `answered ${type} instead of problem+json`;
  if (status !== response.status || errorCodes[code].status !== status) return `says ${code} with status ${response.status}`;
  if (![...possibleCodes(operation), ...serverCodes].includes(code)) return `the document does not know of ${code} here`;
  return undefined;
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
