import type { PictureSource } from "./search-wish";

/** What is dragged or pasted, as the browser hands it over. */
type Carried = Pick<DataTransfer, "getData">;

/**
 * The picture that something dragged or pasted is the address of: one of the web, of which a page's own
 * picture comes before the link that it stands in, or one of this library by its page or thumbnail.
 * Undefined for text that is more than an address.
 */
export function readPictureAddress(data: Carried, origin: string): PictureSource | undefined {
  const dragged = readListed(data.getData("text/uri-list"));
  const address = readShown(data.getData("text/html"), dragged) ?? dragged ?? readWeb(data.getData("text/plain"));
  return address === undefined ? undefined : toSource(address, origin);
}

/** The first address of a list, in which lines that begin with # are remarks. */
function readListed(list: string): URL | undefined {
  return readWeb(list.split(/\r?\n/).find((line) => line.trim() !== "" && !line.startsWith("#")) ?? "");
}

/** The picture of a page that is dragged, perhaps in a link: marked-up text with other words is none. */
function readShown(html: string, dragged: URL | undefined): URL | undefined {
  if (dragged === undefined) return undefined;
  const source = /<img\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(html);
  return source ? readWeb((source[1] ?? source[2] ?? "").replaceAll("&amp;", "&")) : undefined;
}

function readWeb(text: string): URL | undefined {
  const trimmed = text.trim();
  return /^https?:\/\/\S+$/i.test(trimmed) && URL.canParse(trimmed) ? new URL(trimmed) : undefined;
}

function toSource(address: URL, origin: string): PictureSource | undefined {
  if (address.origin !== origin) return { url: address.href };
  const imageId = /^\/(?:api\/v1\/)?images\/([0-9a-f-]{36})(?:\/|$)/.exec(address.pathname)?.[1];
  return imageId === undefined ? undefined : { imageId };
}
