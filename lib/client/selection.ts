type Listener = () => void;

/** The half-open range between two indices, whichever comes first. */
export function rangeBetween(a: number, b: number): [number, number] {
  return a <= b ? [a, b + 1] : [b, a + 1];
}

/**
 * The images that are selected in one grid, with the anchor that shift-click extends from.
 * Tiles subscribe one by one, so that selecting one draws one again.
 */
export class Selection {
  #ids: ReadonlySet<string> = new Set();
  #listeners = new Set<Listener>();
  /** Index in the grid of what was last selected by itself. */
  anchor: number | undefined;

  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same set until something changes. */
  ids = (): ReadonlySet<string> => this.#ids;
  size = (): number => this.#ids.size;
  isActive = (): boolean => this.#ids.size > 0;
  has = (id: string): boolean => this.#ids.has(id);

  replace(ids: Iterable<string>): void {
    this.#ids = new Set(ids);
    if (this.#ids.size === 0) this.anchor = undefined;
    for (const listener of [...this.#listeners]) listener();
  }

  add(ids: Iterable<string>): void {
    this.replace([...this.#ids, ...ids]);
  }

  remove(ids: Iterable<string>): void {
    const gone = new Set(ids);
    this.replace([...this.#ids].filter((id) => !gone.has(id)));
  }

  toggle(id: string, index: number): void {
    if (this.has(id)) this.remove([id]);
    else this.add([id]);
    if (this.isActive()) this.anchor = index;
  }

  clear(): void {
    if (this.#ids.size > 0) this.replace([]);
  }
}
