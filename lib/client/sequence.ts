import type { ImageTile } from "../images/schema";

/** The list that the viewer goes through, whatever it is: timeline, search results, a collection. */
export type Sequence = {
  /** The image after (1) or before (-1) one, or undefined at the ends. */
  neighbour: (image: ImageTile, step: 1 | -1) => Promise<ImageTile | undefined>;
};

/** What the viewer was opened with. Kept outside of the address, which names only the image. */
type Opened = { image: ImageTile; sequence: Sequence };

let opened: Opened | undefined;
/** Image last seen in the viewer, for the grid that gets the focus back. */
let lastViewed: ImageTile | undefined;

const closedEvent = "magpie:viewer-closed";

/** Opens an image over the page: the address changes, the page below stays, and Back closes. Browser only. */
export function openImage(image: ImageTile, sequence: Sequence): void {
  opened = { image, sequence };
  lastViewed = image;
  window.history.pushState({ magpieViewer: true }, "", `/images/${image.id}`);
}

/** What the viewer was opened with, if it was opened from a list. */
export function findOpened(): Opened | undefined {
  return opened;
}

/** Goes to another image of the sequence; the address follows without a new entry. Browser only. */
export function showImage(image: ImageTile): void {
  lastViewed = image;
  if (opened) opened = { ...opened, image };
  window.history.replaceState({ ...window.history.state }, "", `/images/${image.id}`);
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
