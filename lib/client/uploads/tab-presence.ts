const keyPrefix = "magpie.tab.";
const everyMs = 20_000;
/** A tab without a sign of life for this long is gone; browsers let timers of hidden tabs run once a minute. */
export const goneAfterMs = 150_000;

/**
 * Tells this browser's tabs apart, so that unfinished uploads are gone on with by one of them: the
 * tab they were added in, or any other once that one is gone. Web Locks would be simpler, and are
 * missing on plain http addresses.
 */
export function startTabPresence(): { tabId: string; isGone(tabId: string): boolean; close(): void } {
  const tabId = takeTabId();
  const beat = () => localStorage.setItem(keyPrefix + tabId, String(Date.now()));
  const leave = () => localStorage.removeItem(keyPrefix + tabId);
  beat();
  const timer = setInterval(beat, everyMs);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", beat);
  return {
    tabId,
    isGone: (other) => Number(localStorage.getItem(keyPrefix + other) ?? 0) < Date.now() - goneAfterMs,
    close() {
      clearInterval(timer);
      removeEventListener("pagehide", leave);
      removeEventListener("pageshow", beat);
      leave();
    },
  };
}

/** The id a reload keeps. A duplicated tab inherits it while the first is alive, and then takes one of its own. */
function takeTabId(): string {
  const known = sessionStorage.getItem(`${keyPrefix}id`);
  if (known && localStorage.getItem(keyPrefix + known) === null) return known;
  const made = createRandomId();
  sessionStorage.setItem(`${keyPrefix}id`, made);
  return made;
}

/** 16 random hexadecimal digits; crypto.randomUUID is missing on plain http addresses. */
export function createRandomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
