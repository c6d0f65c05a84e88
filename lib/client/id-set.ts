type Listener = () => void;

/** A set of ids that tells its listeners when it changes; the same set object until then. */
export class IdSet {
  #ids: ReadonlySet<string> = new Set();
  #listeners = new Set<Listener>();

  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  ids = (): ReadonlySet<string> => this.#ids;
  size = (): number => this.#ids.size;
  has = (id: string): boolean => this.#ids.has(id);

  replace(ids: Iterable<string>): void {
    this.#ids = new Set(ids);
    for (const listener of [...this.#listeners]) listener();
  }

  add(ids: Iterable<string>): void {
    this.replace([...this.#ids, ...ids]);
  }

  remove(ids: Iterable<string>): void {
    const gone = new Set(ids);
    if ([...gone].some((id) => this.#ids.has(id))) this.replace([...this.#ids].filter((id) => !gone.has(id)));
  }

  clear(): void {
    if (this.#ids.size > 0) this.replace([]);
  }
}
