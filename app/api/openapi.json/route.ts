import { createHash } from "node:crypto";
import { createOpenApiDocument } from "@/lib/api/openapi";

export const dynamic = "force-dynamic";

let made: { text: string; etag: string } | undefined;

/** Made once in a process, from code alone. */
function getDocument() {
  if (made) return made;
  const text = JSON.stringify(createOpenApiDocument());
  made = { text, etag: `"${createHash("sha256").update(text).digest("hex").slice(0, 32)}"` };
  return made;
}

/** The OpenAPI document, for everybody and for pages of any site: it holds nothing of what is kept here. */
export function GET(request: Request): Response {
  const { text, etag } = getDocument();
  const headers = { etag, "cache-control": "public, max-age=300", "access-control-allow-origin": "*" };
  const known = request.headers.get("if-none-match")?.split(",");
  if (known?.some((each) => each.trim() === "*" || each.trim().replace(/^W\//, "") === etag))
    return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, "content-type": "application/json" } });
}
