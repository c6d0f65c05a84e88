import type { ImageTile } from "../images/schema";

/** The list that the viewer goes through, whatever it is: timeline, search results, a collection. */
export type Sequence = {
  /** The image after (1) or before (-1) one, or undefined at the ends. */
  neighbour: (image: ImageTile, step: 1 | -1) => Promise<ImageTile | undefined>;
};

/** What the viewer was opened with. Kept outside of the address, which names only the image. */
type Opened = { image: ImageTile; sequence: Sequence };

let opened: Opened | undefined;
/** Images that the viewer has been led to, so that each is shown before its details are here. */
const seen = new Map<string, ImageTile>();
const seenMax = 100;
/** Image last seen in the viewer, for the grid that gets the focus back. */
let lastViewed: ImageTile | undefined;

const movedEvent = "magpie:viewer-moved";
const closedEvent = "magpie:viewer-closed";

/** Opens an image over the page: the address changes, the page below stays, and Back closes. Browser only. */
export function openImage(image: ImageTile, sequence: Sequence): void {
  opened = { image, sequence };
  remember(image);
  window.history.pushState({ magpieViewer: true }, "", `/images/${image.id}`);
  window.dispatchEvent(new Event(movedEvent));
}

/** What the viewer was opened with, if it was opened from a list. */
export function findOpened(): Opened | undefined {
  return opened;
}

/**
 * Goes to another image of the sequence; the address follows without a new entry. The state must be
 * our own: what carries the marks of Next in it would pass by Next unseen. Browser only.
 */
export function showImage(image: ImageTile): void {
  remember(image);
  if (opened) opened = { ...opened, image };
  window.history.replaceState({ magpieViewer: true }, "", `/images/${image.id}`);
  window.dispatchEvent(new Event(movedEvent));
}

function remember(image: ImageTile): void {
  lastViewed = image;
  seen.set(image.id, image);
  if (seen.size > seenMax) seen.delete(seen.keys().next().value as string);
}

/** An image that the viewer has been led to. */
export function findSeen(imageId: string): ImageTile | undefined {
  return seen.get(imageId);
}

/** The image that an address is of, if it is of one. */
export function imageIdOf(pathname: string): string | undefined {
  return /^\/images\/([0-9a-f-]{36})$/.exec(pathname)?.[1];
}

/** Calls `listener` when the viewer goes elsewhere or the browser goes back, until the returned function is called. Browser only. */
export function onViewerMoved(listener: () => void): () => void {
  window.addEventListener(movedEvent, listener);
  window.addEventListener("popstate", listener);
  return () => {
    window.removeEventListener(movedEvent, listener);
    window.removeEventListener("popstate", listener);
  };
}

/** Tells the grid below that the viewer has closed. Browser only. */
export function announceClosed(): void {
  opened = undefined;
  if (lastViewed) window.dispatchEvent(new CustomEvent(closedEvent, { detail: lastViewed.id }));
}

/** Calls `listener` with the image last seen each time the viewer closes, until the returned function is called. Browser only. */
export function onViewerClosed(listener: (imageId: string) => void): () => void {
  const handle = (event: Event) => listener((event as CustomEvent<string>).detail);
  window.addEventListener(closedEvent, handle);
  return () => window.removeEventListener(closedEvent, handle);
}

/** A sequence over a list that may grow; `loadMore` answers whether there are more now. */
export function createListSequence(list: () => readonly ImageTile[], loadMore?: () => Promise<boolean>): Sequence {
  return {
    neighbour: async (image, step) => {
      const at = list().findIndex((candidate) => candidate.id === image.id);
      if (at < 0) return undefined;
      if (step === 1 && at === list().length - 1) await loadMore?.();
      return list()[at + step];
    },
  };
}
