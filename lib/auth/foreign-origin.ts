/**
 * Whether a page of another site made the browser send this request, as far as Origin tells. What
 * is no browser sends no Origin, and neither does a browser that follows a link to us.
 */
export function isForeignOrigin(headers: Headers): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (!origin || site === "same-origin" || site === "none") return false;
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
