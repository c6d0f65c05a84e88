import { type GestureNeeds, listenForGestures } from "../use-zoom";
import { clampZoom, fitted, type Size, type Swipe, type Zoom, zoomAt } from "../zoom";

/** A box with what is magnified in it. */
export type ZoomPane = {
  stage: HTMLElement;
  contents: readonly HTMLElement[];
  /** Size of the fitted picture. */
  size: Size;
};

export type ZoomListener = { onZoomed: (zoomed: boolean) => void; onSwipe: (swipe: Swipe) => void; onTap: () => void };

/** Magnified by less, a picture counts as fitted. */
const zoomedMin = 1.01;

/**
 * One magnification for several boxes: whatever wheel and fingers do in one of them happens in all,
 * in shares of each picture. Transforms are written to the elements. Browser only.
 */
export class LockedZoom {
  #panes = new Set<ZoomPane>();
  /** The offset in shares of the fitted picture. */
  #at: Zoom = fitted;
  #listener: ZoomListener;

  constructor(listener: ZoomListener) {
    this.#listener = listener;
  }

  /** Takes a box in until the returned function is called. */
  add(pane: ZoomPane): () => void {
    this.#panes.add(pane);
    this.#draw(pane, false);
    const zoomOf = () => this.#inPixels(pane);
    const needs: GestureNeeds = {
      latest: {
        current: {
          stage: { current: pane.stage },
          content: { current: null },
          size: pane.size,
          onSwipe: (swipe) => this.#listener.onSwipe(swipe),
          onTap: () => this.#listener.onTap(),
        },
      },
      zoom: {
        get current() {
          return zoomOf();
        },
      } as GestureNeeds["zoom"],
      apply: (zoom, smooth = false) => this.#move(pane, zoom, smooth),
    };
    const stop = listenForGestures(pane.stage, needs);
    return () => {
      stop();
      this.#panes.delete(pane);
    };
  }

  /** Magnifies about the middle. */
  zoomBy(factor: number): void {
    const [pane] = this.#panes;
    if (pane) this.#move(pane, zoomAt(this.#inPixels(pane), factor, { x: 0, y: 0 }), true);
  }

  /** Shows what lies further to the right and below, in shares of the box; false where all of each picture is shown. */
  panBy(right: number, down: number): boolean {
    const [pane] = this.#panes;
    if (!pane || this.#at.scale <= zoomedMin) return false;
    const { scale, x, y } = this.#inPixels(pane);
    this.#move(pane, { scale, x: x - right * pane.stage.clientWidth, y: y - down * pane.stage.clientHeight }, true);
    return true;
  }

  /** Shows all of each picture. */
  reset(smooth = true): void {
    this.#set(fitted, smooth);
  }

  #inPixels({ size }: ZoomPane): Zoom {
    return { scale: this.#at.scale, x: this.#at.x * size.width, y: this.#at.y * size.height };
  }

  #move({ stage, size }: ZoomPane, wanted: Zoom, smooth: boolean): void {
    const { scale, x, y } = clampZoom(wanted, size, { width: stage.clientWidth, height: stage.clientHeight });
    this.#set({ scale, x: x / size.width, y: y / size.height }, smooth);
  }

  #set(zoom: Zoom, smooth: boolean): void {
    const wasZoomed = this.#at.scale > zoomedMin;
    this.#at = zoom;
    for (const pane of this.#panes) this.#draw(pane, smooth);
    if (wasZoomed !== zoom.scale > zoomedMin) this.#listener.onZoomed(!wasZoomed);
  }

  #draw(pane: ZoomPane, smooth: boolean): void {
    const { scale, x, y } = this.#inPixels(pane);
    // A finger scrolls the page as long as all of the picture is in sight.
    pane.stage.style.touchAction = scale > zoomedMin ? "none" : "pan-y";
    for (const { style } of pane.contents) {
      style.transition = smooth ? "transform 180ms cubic-bezier(0.2, 0.7, 0.2, 1)" : "none";
      style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    }
  }
}
