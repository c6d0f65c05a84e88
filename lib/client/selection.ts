import { IdSet } from "./id-set";

/** The half-open range between two indices, whichever comes first. */
export function rangeBetween(a: number, b: number): [number, number] {
  return a <= b ? [a, b + 1] : [b, a + 1];
}

/** The images that are selected in one grid, with the index that shift-click extends from. */
export class Selection extends IdSet {
  anchor: number | undefined;

  isActive = (): boolean => this.size() > 0;

  override replace(ids: Iterable<string>): void {
    const next = new Set(ids);
    if (next.size === 0) this.anchor = undefined;
    super.replace(next);
  }

  /** Selects one image or takes it out again; the next range starts here. */
  toggle(id: string, index: number): void {
    if (this.has(id)) this.remove([id]);
    else this.add([id]);
    if (this.isActive()) this.anchor = index;
  }
}
