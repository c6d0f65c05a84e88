type Listener = () => void;

/** Above this, in px per ms, pictures fly past and are not loaded. */
const fastPxPerMs = 4;
const settleMs = 110;

let fast = false;
let lastY = 0;
let lastAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<Listener>();

/** Whether the page is being scrolled so fast that loading what passes would be wasted. */
export function isScrollingFast(): boolean {
  return fast;
}

/** Calls `listener` each time a fast scroll has settled, until the returned function is called. Browser only. */
export function onScrollSettled(listener: Listener): () => void {
  if (listeners.size === 0) window.addEventListener("scroll", measurePace, { passive: true });
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener("scroll", measurePace);
  };
}

function measurePace(): void {
  const now = performance.now();
  const elapsedMs = Math.max(1, now - lastAt);
  const distancePx = Math.abs(window.scrollY - lastY);
  lastY = window.scrollY;
  lastAt = now;
  if (elapsedMs < 200 && distancePx / elapsedMs > fastPxPerMs) fast = true;
  if (!fast) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    fast = false;
    for (const listener of [...listeners]) listener();
  }, settleMs);
}
