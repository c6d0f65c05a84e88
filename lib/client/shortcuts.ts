/**
 * Every shortcut of the pages, in one list: it binds them (`bindShortcut`) and the shortcuts dialog
 * shows it. `keys` are alternatives; "g t" is one key after the other, "mod" is Ctrl, or ⌘ on a Mac.
 */
export const shortcuts = {
  search: { group: "Everywhere", label: "Search", keys: ["/"] },
  upload: { group: "Everywhere", label: "Add pictures", keys: ["u"] },
  showShortcuts: { group: "Everywhere", label: "Show the shortcuts", keys: ["?"] },
  goTimeline: { group: "Everywhere", label: "Go to the timeline", keys: ["g t"] },
  goFavourites: { group: "Everywhere", label: "Go to favourites", keys: ["g f"] },
  goCollections: { group: "Everywhere", label: "Go to collections", keys: ["g c"] },
  goSharing: { group: "Everywhere", label: "Go to sharing", keys: ["g l"] },
  goDuplicates: { group: "Everywhere", label: "Go to duplicates", keys: ["g d"] },
  goTrash: { group: "Everywhere", label: "Go to the trash", keys: ["g x"] },
  goProcessing: { group: "Everywhere", label: "Go to processing", keys: ["g p"] },
  goSettings: { group: "Everywhere", label: "Go to settings", keys: ["g s"] },
  gridMove: { group: "Pictures", label: "Move between pictures", keys: ["←", "↑", "→", "↓"] },
  gridOpen: { group: "Pictures", label: "Open", keys: ["Enter"] },
  gridSelect: { group: "Pictures", label: "Select", keys: ["x", "Space"] },
  gridSelectAll: { group: "Pictures", label: "Select all", keys: ["mod+a"] },
  gridClear: { group: "Pictures", label: "Clear the selection", keys: ["Escape"] },
  gridFavourite: { group: "Pictures", label: "Favourite", keys: ["f"] },
  gridTrash: { group: "Pictures", label: "Move to the trash", keys: ["#", "Delete"] },
  gridDownload: { group: "Pictures", label: "Download", keys: ["d"] },
  gridCollect: { group: "Pictures", label: "Add to a collection", keys: ["c"] },
  newCollection: { group: "Collections", label: "New collection", keys: ["n"] },
  trashRestore: { group: "Trash", label: "Restore", keys: ["r"] },
  groupKeep: { group: "Duplicates", label: "Keep what is marked, trash the others", keys: ["Enter"] },
  groupKeepLeft: { group: "Duplicates", label: "Keep the left one only", keys: ["1"] },
  groupKeepRight: { group: "Duplicates", label: "Keep the right one only", keys: ["2"] },
  groupNotRelated: { group: "Duplicates", label: "Keep all: not related", keys: ["a"] },
  groupStack: { group: "Duplicates", label: "Stack: shots of one scene", keys: ["s"] },
  groupUndo: { group: "Duplicates", label: "Undo", keys: ["z", "mod+z"] },
  groupNext: { group: "Duplicates", label: "Next group (skip)", keys: ["j", "ArrowDown"] },
  groupPrevious: { group: "Duplicates", label: "Previous group", keys: ["k", "ArrowUp"] },
  groupPictureNext: { group: "Duplicates", label: "Compare with the next picture", keys: ["ArrowRight"] },
  groupPicturePrevious: { group: "Duplicates", label: "Compare with the previous one", keys: ["ArrowLeft"] },
  groupHoldLeft: { group: "Duplicates", label: "Put the right one on the left", keys: ["l"] },
  groupMark: { group: "Duplicates", label: "Mark the right one for the trash", keys: ["x"] },
  groupMarkLeft: { group: "Duplicates", label: "Mark the left one for the trash", keys: ["w"] },
  groupFlip: { group: "Duplicates", label: "Flip between the two", keys: ["Space"] },
  groupMode: { group: "Duplicates", label: "Another way to compare", keys: ["v"] },
  groupZoomIn: { group: "Duplicates", label: "Zoom into both", keys: ["+", "="] },
  groupZoomOut: { group: "Duplicates", label: "Zoom out", keys: ["-"] },
  groupZoomReset: { group: "Duplicates", label: "Fit to the window", keys: ["0"] },
  groupPan: {
    group: "Duplicates",
    label: "Move both when zoomed in",
    keys: ["shift+ArrowLeft", "shift+ArrowUp", "shift+ArrowRight", "shift+ArrowDown"],
  },
  viewerPrevious: { group: "One picture", label: "Previous picture", keys: ["ArrowLeft", "k"] },
  viewerNext: { group: "One picture", label: "Next picture", keys: ["ArrowRight", "j"] },
  viewerZoomIn: { group: "One picture", label: "Zoom in", keys: ["+", "="] },
  viewerZoomOut: { group: "One picture", label: "Zoom out", keys: ["-"] },
  viewerZoomReset: { group: "One picture", label: "Fit to the window", keys: ["0"] },
  viewerInformation: { group: "One picture", label: "Information", keys: ["i"] },
  viewerFavourite: { group: "One picture", label: "Favourite", keys: ["f"] },
  viewerCollect: { group: "One picture", label: "Add to a collection", keys: ["c"] },
  viewerDownload: { group: "One picture", label: "Download the original", keys: ["d"] },
  viewerTrash: { group: "One picture", label: "Move to the trash", keys: ["Delete", "#"] },
  viewerClose: { group: "One picture", label: "Close", keys: ["Escape"] },
} as const satisfies Record<string, { group: string; label: string; keys: readonly string[] }>;

export type ShortcutName = keyof typeof shortcuts;
type Run = (event: KeyboardEvent) => unknown | undefined;
type Binding = { keys: readonly string[]; run: Run };

/** How long the second key of a sequence may take. */
const sequenceMs = 1_200;
const viewerGroup = "One picture";
/** What works while the viewer lies over a page. */
const groupsOverPage: readonly string[] = ["Everywhere", viewerGroup];

const bindings = new Map<ShortcutName, Binding[]>();
let pending: { key: string; at: number } | undefined;

/**
 * Runs `run` on the keys of a shortcut until the returned function is called, and leaves the key to
 * the browser when it answers false; of several bindings
 * the last one wins. While the viewer has bindings, those of the page below rest. Browser only.
 */
export function bindShortcut(name: ShortcutName, run: Run): () => void {
  if (bindings.size === 0) window.addEventListener("keydown", onKeyDown);
  const binding = { keys: shortcuts[name].keys, run };
  bindings.set(name, [...(bindings.get(name) ?? []), binding]);
  return () => {
    const rest = (bindings.get(name) ?? []).filter((other) => other !== binding);
    if (rest.length > 0) bindings.set(name, rest);
    else bindings.delete(name);
    if (bindings.size === 0) window.removeEventListener("keydown", onKeyDown);
  };
}

/** What a pressed key is called in `keys`: "a", "?", "mod+a", "Delete", "Space", "shift+ArrowUp". */
export function keyNameOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.altKey) return `alt+${key}`;
  if (event.ctrlKey || event.metaKey) return `mod+${key}`;
  return event.shiftKey && key.startsWith("Arrow") ? `shift+${key}` : key;
}

/** The shortcut among `active` that a key calls, given the key before it. */
export function findShortcut(active: readonly ShortcutName[], key: string, before: string | undefined): ShortcutName | undefined {
  const viewerOpen = active.some((name) => shortcuts[name].group === viewerGroup);
  const reachable = active.filter((name) => !viewerOpen || groupsOverPage.includes(shortcuts[name].group));
  const byKeys = (wanted: string) => reachable.find((name) => (shortcuts[name].keys as readonly string[]).includes(wanted));
  return (before && byKeys(`${before} ${key}`)) || byKeys(key);
}

function onKeyDown(event: KeyboardEvent): void {
  if (
    event.defaultPrevented ||
    event.isComposing ||
    isTyping(event.target) ||
    document.querySelector("[role=dialog][data-state=open]:not([data-viewer])")
  )
    return;
  const key = keyNameOf(event);
  const before = pending && performance.now() - pending.at < sequenceMs ? pending.key : undefined;
  pending = undefined;
  const name = findShortcut([...bindings.keys()], key, before);
  const binding = name && bindings.get(name)?.at(-1);
  if (binding) {
    if (binding.run(event) !== false) event.preventDefault();
  } else if (key === "g") {
    pending = { key, at: performance.now() };
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("[role=menu], [role=slider]")) return true;
  return target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");
}

const caps: Record<string, string> = {
  mod: "Ctrl",
  shift: "Shift",
  Escape: "Esc",
  Delete: "Del",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

/** The key caps to draw for one of a shortcut's `keys`, in the order they are pressed. */
export function keyCapsOf(keys: string): string[] {
  const parts = keys.length > 1 ? keys.split(/[ +]/).filter(Boolean) : [keys];
  return parts.map((part) => caps[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}
