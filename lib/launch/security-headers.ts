import type { ServerResponse } from "node:http";
import { bodyLengthHeader } from "../api/body-length";
import type { Config } from "../config";

/**
 * Headers of every answer. Pages load nothing from elsewhere; hashing runs WebAssembly in a worker;
 * Next's own inline scripts and styles need 'unsafe-inline'. With an UploadThing account, the
 * browser sends its files there.
 */
export function securityHeaders(config: Pick<Config, "web" | "uploads">, { dev = false } = {}): Record<string, string> {
  const cloud = config.uploads.uploadthingToken ? " https://*.uploadthing.com https://*.ufs.sh" : "";
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'${dev ? " 'unsafe-eval'" : ""}`,
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' blob: data:${cloud}`,
    "font-src 'self' data:",
    `connect-src 'self'${dev ? " ws:" : ""}${cloud}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
  return {
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    ...(config.web.publicUrl?.startsWith("https:") ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}

/**
 * Adds headers to an answer at its last moment, where its handler has set none of that name. Set
 * before, they would win: Next drops what a handler says of a header that is there already, so that
 * stored bytes would lose their sandbox and the documentation its stricter policy.
 */
export function addDefaultHeaders(response: ServerResponse, headers: readonly (readonly [string, string])[]): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = ((...args: unknown[]) => {
    for (const [name, value] of headers) if (!response.hasHeader(name)) response.setHeader(name, value);
    nameLength(response);
    return writeHead(...args);
  }) as ServerResponse["writeHead"];
}

/** [Note: Body length] */
function nameLength(response: ServerResponse): void {
  const length = response.getHeader(bodyLengthHeader);
  if (length === undefined) return;
  response.removeHeader(bodyLengthHeader);
  if (!response.hasHeader("content-encoding")) response.setHeader("content-length", length);
}
