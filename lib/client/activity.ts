type Listener = () => void;

let running = 0;
const listeners = new Set<Listener>();

/**
 * Tells the change feed that something is under way here (an upload, a change just made), so that
 * it asks at once and then every two seconds until the returned function is called.
 */
export function beginActivity(): () => void {
  running++;
  pokeChanges();
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    running--;
    pokeChanges();
  };
}

/** Whether anything is under way. */
export function isActive(): boolean {
  return running > 0;
}

/** Makes the change feed ask soon. */
export function pokeChanges(): void {
  for (const listener of [...listeners]) listener();
}

/** Calls `listener` on every poke until the returned function is called. */
export function onPoke(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
