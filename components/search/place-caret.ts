export const placeCaretEvent = "magpie:place-caret";

/** Selects a part of the line in the search box, wherever on the page that is. Browser only. */
export function placeCaret(start: number, end: number): void {
  window.dispatchEvent(new CustomEvent(placeCaretEvent, { detail: { start, end } }));
}
