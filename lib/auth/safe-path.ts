/**
 * A path of this site to go to after signing in, from what a link says: path and query only, so
 * that nobody is sent to another host. Anything else, and the pages for signing in themselves, is "/".
 */
export function toSafePath(wanted: string | null | undefined): string {
  if (!wanted || !URL.canParse(wanted, "http://here.invalid")) return "/";
  const url = new URL(wanted, "http://here.invalid");
  if (!/^https?:$/.test(url.protocol)) return "/";
  url.searchParams.delete("_rsc");
  const path = `/${url.pathname.replace(/^[/\\]+/, "")}${url.search}`;
  return /^\/(sign-in|sign-up|api)([/?]|$)/.test(path) ? "/" : path;
}
