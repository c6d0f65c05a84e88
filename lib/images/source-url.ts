import { AppError } from "../errors";
import { limits } from "../limits";

/**
 * An address as it is kept with an image and looked up by: spelled as browsers do, without the part
 * after "#". Two spellings of one address give the same.
 * @throws AppError address-not-allowed when it is none of the web
 */
export function toSourceUrl(text: string): string {
  const url = parse(text.trim());
  if (!url || !/^https?:$/.test(url.protocol))
    throw new AppError("address-not-allowed", "This is not an address that starts with http:// or https://.");
  if (url.username || url.password) throw new AppError("address-not-allowed", "An address must not hold a name or a password.");
  url.hash = "";
  if (url.href.length > limits.upload.urlLengthMax)
    throw new AppError("address-not-allowed", `An address has at most ${limits.upload.urlLengthMax} characters.`);
  return url.href;
}

/** The same for looking up: a text that is no address stays as it is, and is found nowhere. */
export function spellSourceUrl(text: string): string {
  try {
    return toSourceUrl(text);
  } catch {
    return text;
  }
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
