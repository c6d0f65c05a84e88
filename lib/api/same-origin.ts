import { AppError } from "../errors";

/**
 * Refuses requests that another site makes a browser send with its cookies. Every current browser
 * sends Sec-Fetch-Site or Origin with a request that changes something; a client that is no browser
 * sends neither, and holds no cookies of anybody.
 * @throws AppError forbidden
 */
export function requireSameOrigin(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site && site !== "same-origin" && site !== "none") throw new AppError("forbidden", "This request came from another site.");
  const origin = request.headers.get("origin");
  if (!origin || site) return;
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw new AppError("forbidden", "This request came from another site.");
}
