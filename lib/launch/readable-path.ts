/** Whether an address's path can be read as text: half a character in percent signs ends in an error inside Next. */
export function isReadablePath(url: string | undefined): boolean {
  try {
    decodeURIComponent(url?.split("?")[0] ?? "/");
    return true;
  } catch {
    return false;
  }
}
