import type { ErrorCode } from "../errors";
import { type Operation, pathParameters, takesJson } from "./operation";

/** Codes with which any request can end when a part of the server is away or its disk is full. */
export const serverCodes: readonly ErrorCode[] = ["internal", "unavailable", "model-missing", "timeout", "storage-full"];

/** The codes of client errors that an operation can answer with: those of its kind, and those it declares. */
export function possibleCodes(operation: Operation): ErrorCode[] {
  const fields = [operation.input, operation.json, operation.form].flatMap((schema) => Object.keys(schema?.shape ?? {}));
  const writes = operation.method !== "GET";
  const hasBody = takesJson(operation) || operation.upload === true;
  const namesThings = pathParameters(operation.path).length > 0 || fields.some((field) => /(^token|Ids?|Collection)$/.test(field));
  const codes: [ErrorCode, boolean][] = [
    // Also where there are no fields: one that is sent is refused.
    ["invalid-input", operation.name !== "getHealth"],
    ["unauthenticated", operation.access !== "public"],
    ["forbidden", writes || operation.access !== "public"],
    ["not-found", namesThings],
    ["conflict", writes],
    ["already-exists", writes],
    ["upload-interrupted", operation.upload === true],
    ["file-too-large", hasBody],
    ["quota-exceeded", operation.upload === true],
    ["type-not-allowed", hasBody],
    ["range-not-satisfiable", operation.output === "bytes" && !writes],
    ["undecodable", operation.upload === true],
    ["decode-limit", operation.upload === true],
    ["too-many-requests", operation.path.startsWith("/api/v1/")],
  ];
  const given = codes.filter(([, can]) => can).map(([code]) => code);
  return [...new Set([...given, ...(operation.errors ?? [])])];
}
