import { createDocsPage, docsPolicy } from "@/lib/api/docs-page";

export const dynamic = "force-static";

/** The documentation of the API, for everybody: it tells nothing of what is kept here. */
export function GET(): Response {
  const page = createDocsPage({ swagger: "/docs/assets/", own: "/docs/", document: "/api/openapi.json", icon: "/icon.svg", home: "/" });
  return new Response(page, { headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": docsPolicy } });
}
