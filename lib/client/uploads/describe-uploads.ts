import { formatBytes, formatCount, formatPictures } from "../format";
import { isInTrash, type UploadEntry, type UploadState } from "./upload-entry";
import type { UploadSummary } from "./upload-store";

/** "3 near duplicates to decide about" and the like, in the order a person cares. */
const endLines: [UploadState | "trashed", (count: number) => string][] = [
  ["done", (count) => `${formatCount(count)} added`],
  ["known", (count) => `${formatCount(count)} already here`],
  ["trashed", (count) => `${formatCount(count)} in the trash`],
  ["same", (count) => `${formatCount(count)} the same as another of these`],
  ["held", (count) => `${formatCount(count)} near ${count === 1 ? "duplicate" : "duplicates"} to decide about`],
  ["repeat", (count) => `${formatCount(count)} ${count === 1 ? "duplicate" : "duplicates"} refused`],
  ["refused", (count) => `${formatCount(count)} refused`],
  ["failed", (count) => `${formatCount(count)} failed`],
];

const ignoredNames: Record<string, [string, string]> = {
  "system file": ["system file", "system files"],
  "hidden file": ["hidden file", "hidden files"],
  sidecar: ["sidecar", "sidecars"],
  video: ["video", "videos"],
  unreadable: ["unreadable file", "unreadable files"],
};

/** What became of the files so far, one phrase per kind; empty kinds are left out. */
export function describeEnds({ counts, trashed }: Pick<UploadSummary, "counts" | "trashed">): string[] {
  const ended = { ...counts, known: counts.known - trashed, trashed };
  return endLines.filter(([state]) => ended[state] > 0).map(([state, toText]) => toText(ended[state]));
}

/** "Left out: 2 sidecars, 1 video", or undefined when nothing was. */
export function describeIgnored(ignored: Readonly<Record<string, number>>): string | undefined {
  const parts = Object.entries(ignored).map(([reason, count]) => {
    const [one, many] = ignoredNames[reason] ?? [reason, reason];
    return `${formatCount(count)} ${count === 1 ? one : many}`;
  });
  return parts.length > 0 ? `Left out: ${parts.join(", ")}` : undefined;
}

/** What the panel is called at this moment. */
export function describeTitle(summary: UploadSummary): string {
  const left = summary.files - summary.ended;
  if (left === 0) return summary.files === 1 ? "1 file finished" : `${formatCount(summary.files)} files finished`;
  if (summary.halt === "paused") return `Paused, ${formatCount(left)} left`;
  if (summary.halt === "offline") return "Waiting for the server";
  if (summary.halt === "signed-out") return "Sign in again to go on";
  if (left === summary.counts.processing) return `Processing ${formatPictures(left)}`;
  return `Adding ${formatCount(summary.files)} ${summary.files === 1 ? "file" : "files"}`;
}

/** "1.2 of 3.4 GB · 12 MB/s · 3 min left", as far as it can be known. */
export function describeTransfer(summary: UploadSummary): string {
  const parts = [`${formatBytes(summary.doneBytes)} of ${formatBytes(summary.totalBytes)}`];
  const unsent = summary.files - summary.ended - summary.counts.processing;
  if (summary.bytesPerS > 1_000 && !summary.halt && unsent > 0) {
    parts.push(`${formatBytes(summary.bytesPerS)}/s`);
    parts.push(`${formatDuration((summary.totalBytes - summary.doneBytes) / summary.bytesPerS)} left`);
  }
  return parts.join(" · ");
}

function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  return `${Math.floor(seconds / 3_600)} h ${Math.round((seconds % 3_600) / 60)} min`;
}

/** How far one file is, in words. */
export function describeEntry(entry: UploadEntry): string {
  if (entry.state === "sending") return entry.sizeBytes > 0 ? `${Math.floor((entry.sentBytes / entry.sizeBytes) * 100)} %` : "Sending";
  if (entry.state === "known") return isInTrash(entry) ? "In the trash" : `Already here as ${entry.message ?? "another picture"}`;
  if (entry.state === "same") return `The same as ${entry.message ?? "another file"}`;
  if (entry.state === "repeat") return describeRepeat(entry);
  if (entry.state === "refused" || entry.state === "failed") return describeFault(entry);
  if (entry.state === "ready" && entry.attempts > 0) return `Trying again (${entry.attempts})`;
  return stateNames[entry.state];
}

function describeRepeat({ twin }: UploadEntry): string {
  if (!twin) return stateNames.repeat;
  return `In the trash: ${twin.verdict === "duplicate" ? "repeats" : "similar to"} ${twin.image.originalName}`;
}

/** The server's sentence, without the file's name that stands above it and may be longer than the row. */
function describeFault({ name, message, state }: UploadEntry): string {
  if (!message) return stateNames[state];
  const opening = `${name} is not `;
  return message.startsWith(opening) ? `Not ${message.slice(opening.length)}` : message;
}

const stateNames: Record<UploadState, string> = {
  waiting: "Waiting",
  hashing: "Reading",
  checking: "Checking",
  ready: "Waiting to be sent",
  sending: "Sending",
  processing: "Processing",
  done: "Added",
  known: "Already here",
  same: "The same as another file",
  held: "Repeats a picture you have",
  repeat: "In the trash: repeats a picture you have",
  refused: "Refused",
  failed: "Failed",
};
