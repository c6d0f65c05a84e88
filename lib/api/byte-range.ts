import type { ByteRange } from "../storage/storage";

/**
 * The range of bytes that a Range header asks for (RFC 9110, section 14). Undefined: send the whole,
 * as for several ranges at once or a header that is no byte range.
 */
export function parseByteRange(header: string | null, sizeBytes: number): ByteRange | "unsatisfiable" | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const [first, last] = [match[1] ?? "", match[2] ?? ""];
  if (first === "") return suffixOf(Number(last), sizeBytes);
  const start = Number(first);
  const end = last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== "" && Number(last) < start) return undefined;
  return start >= sizeBytes ? "unsatisfiable" : { start, end };
}

function suffixOf(lengthBytes: number, sizeBytes: number): ByteRange | "unsatisfiable" {
  if (lengthBytes === 0 || sizeBytes === 0) return "unsatisfiable";
  return { start: Math.max(0, sizeBytes - lengthBytes), end: sizeBytes - 1 };
}
