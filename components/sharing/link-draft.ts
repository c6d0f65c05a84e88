import type { InputOf } from "@/lib/api/operation";
import type { createLink, LinkView } from "@/lib/sharing/link-schema";

export type Expiry = "never" | "day" | "week" | "month" | "date";

/** A share link as its form holds it. */
export type LinkDraft = {
  title: string;
  /** Empty: none, or the one it has. */
  password: string;
  keepsPassword: boolean;
  expiry: Expiry;
  /** The last day it is good, YYYY-MM-DD where the browser is; only counts for `date`. */
  date: string;
  /** When the link ends at present: kept to the minute while its day is not changed. */
  end: string | null;
  allowDownload: boolean;
  allowOriginals: boolean;
  showDetails: boolean;
  allowAdd: boolean;
};

export type LinkSettings = Omit<InputOf<typeof createLink>, "collectionId" | "imageIds">;

/** What a link that changes begins with; without one, a new link: open to look and save, and to nothing else. */
export function draftOf(link?: LinkView): LinkDraft {
  return {
    title: link?.title ?? "",
    password: "",
    keepsPassword: link?.hasPassword ?? false,
    expiry: link?.expiresAt ? "date" : "never",
    date: link?.expiresAt ? localDay(new Date(link.expiresAt)) : "",
    end: link?.expiresAt ?? null,
    allowDownload: link?.allowDownload ?? true,
    allowOriginals: link?.allowOriginals ?? false,
    showDetails: link?.showDetails ?? false,
    allowAdd: link?.allowAdd ?? false,
  };
}

const days: Partial<Record<Expiry, number>> = { day: 1, week: 7, month: 30 };

/** What is sent for a draft. A date counts to its end; a password that is kept is not named. */
export function settingsOf(draft: LinkDraft, now = new Date()): LinkSettings {
  const { title, password, keepsPassword, expiry, date, end, ...allowed } = draft;
  return {
    title: title.trim(),
    ...allowed,
    allowOriginals: allowed.allowDownload && allowed.allowOriginals,
    expiresAt: endOf({ expiry, date, end }, now)?.toISOString() ?? null,
    ...(password ? { password } : keepsPassword ? {} : { password: null }),
  };
}

function endOf({ expiry, date, end }: Pick<LinkDraft, "expiry" | "date" | "end">, now: Date): Date | undefined {
  const ahead = days[expiry];
  if (ahead) return new Date(now.getTime() + ahead * 86_400_000);
  if (expiry === "never" || !date) return undefined;
  return end && localDay(new Date(end)) === date ? new Date(end) : new Date(`${date}T23:59:59`);
}

/** The day it is where the browser is, YYYY-MM-DD. */
function localDay(moment: Date): string {
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** What is wrong with a draft, in the words of its field; nothing when it can be sent. */
export function faultsOf(draft: LinkDraft, now = new Date()): { password?: string; date?: string } {
  const short = draft.password.length > 0 && draft.password.length < 4;
  const past = draft.expiry === "date" && (!draft.date || new Date(`${draft.date}T23:59:59`).getTime() <= now.getTime());
  return {
    ...(short && { password: "Use at least 4 characters." }),
    ...(past && { date: draft.date ? "That day is over." : "Choose a day." }),
  };
}
