import { readBearer } from "../auth/bearer";
import { isForeignOrigin } from "../auth/foreign-origin";
import { AppError } from "../errors";

/**
 * Refuses requests that another site makes a browser send with its cookies. Every current browser
 * sends Sec-Fetch-Site or Origin with a request that changes something; a client that is no browser
 * sends neither, and holds no cookies of anybody.
 *
 * A request that shows a token or key passes, and so does one of a site among `corsOrigins`: their
 * cookies are not looked at (`findActor`), so nothing comes along that its sender does not know.
 * @throws AppError forbidden
 */
export function requireSameOrigin({ headers }: Request, corsOrigins: readonly string[] = []): void {
  if (readBearer(headers) !== undefined) return;
  const site = headers.get("sec-fetch-site");
  const isForeign = site ? site !== "same-origin" && site !== "none" : isForeignOrigin(headers);
  if (!isForeign || corsOrigins.includes(headers.get("origin") ?? "")) return;
  throw new AppError("forbidden", "This request came from another site.");
}
