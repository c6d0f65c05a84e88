import { writeFile } from "node:fs/promises";
import { resolveCollection } from "../collections";
import { type Call, type Command, isSet, numberOf, type Options, type Terminal, textOf, UsageError } from "../command";
import { type FoundFile, findFiles } from "../find-files";
import { plain } from "../format-table";
import { onDuplicateFlags, onDuplicateHelp, readOnDuplicate } from "../on-duplicate";
import { formatBytes, formatDuration, ProgressBar } from "../progress-bar";
import type { Server } from "../server";
import { type FileReport, type UploadOptions, uploadFiles } from "../upload-files";
import { waitForProcessing } from "../wait-for-processing";

/** Lines of one kind that are written out; the rest is only counted. */
const linesMax = 50;

export const uploadFlags = {
  collection: { type: "string", short: "c" },
  "no-duplicates-check": { type: "boolean" },
  ...onDuplicateFlags,
  parallel: { type: "string", short: "p" },
  "no-wait": { type: "boolean" },
  report: { type: "string" },
} as const;

export const uploadHelp = [
  "-c, --collection NAME   into this collection; made when there is none of that name",
  ...onDuplicateHelp,
  "    --no-duplicates-check  take everything, also what is here already",
  "-p, --parallel N        files on their way at once (default 4)",
  "    --no-wait           do not wait until the server has processed what was sent",
  "    --report FILE       write what became of each file as JSON lines",
];

export const upload: Command = {
  name: "upload",
  usage: "upload PATH…",
  summary: "Send pictures: files, folders with all below them, globs. Run it again to go on where it stopped",
  options: uploadFlags,
  help: uploadHelp,
  async run({ server, words, options, terminal }) {
    if (words.length === 0) throw new UsageError("Name files or folders to upload.");
    const tally = await uploadAndWait({ server, options, terminal }, () => findFiles(words));
    return tally.failed + tally.refused > 0 ? 1 : 0;
  },
};

export type Tally = Record<FileReport["outcome"], number>;

/** The upload options of a command line. */
export async function readUploadOptions(server: Server, options: Options): Promise<UploadOptions> {
  const collection = textOf(options, "collection") ?? "default";
  // What is mistyped must not leave a collection behind.
  const read = {
    detectDuplicates: !isSet(options, "no-duplicates-check"),
    onDuplicate: readOnDuplicate(options),
    parallel: numberOf(options, "parallel", { least: 1, most: 16, default: 4 }),
  };
  return { ...read, collection: await resolveCollection(server, collection, { create: true }) };
}

/** Uploads, waits for processing, and writes what became of the files. */
export async function uploadAndWait(
  { server, options, terminal }: Pick<Call, "options" | "terminal"> & { server: Server },
  list: () => AsyncIterable<FoundFile>,
): Promise<Tally> {
  const uploadOptions = await readUploadOptions(server, options);
  const reports = new Reports();
  const created = new Map<string, FileReport>();
  const total = { files: undefined as number | undefined, done: 0, doneBytes: 0 };
  const bar = new ProgressBar(terminal.stderr);
  const counting = countFiles(list).then(
    (files) => (total.files = files),
    () => undefined,
  );
  await uploadFiles(server, list(), uploadOptions, (file) => {
    total.done++;
    total.doneBytes += file.sizeBytes;
    reports.add(file);
    if (file.outcome === "created" && file.imageId) created.set(file.imageId, file);
    bar.draw({ done: total.done, total: total.files, doneBytes: total.doneBytes, note: describeTally(reports.tally) });
  });
  await counting;
  const sentMs = bar.clear();
  if (!isSet(options, "no-wait")) await waitAndDraw({ server, terminal }, created, reports);
  const { tally } = reports;
  writeReport(terminal, reports, { ...total, sentMs });
  const reportFile = textOf(options, "report");
  if (reportFile)
    await writeFile(
      reportFile,
      reports
        .list()
        .map((file) => `${JSON.stringify(file)}\n`)
        .join(""),
    );
  return tally;
}

async function waitAndDraw(
  { server, terminal }: { server: Server; terminal: Terminal },
  created: Map<string, FileReport>,
  reports: Reports,
): Promise<void> {
  const bar = new ProgressBar(terminal.stderr);
  const left = await waitForProcessing(
    server,
    created,
    (file) => reports.add(file),
    (waiting) => bar.draw({ done: created.size - waiting, total: created.size, doneBytes: 0, note: "processing" }),
  );
  bar.clear();
  if (left > 0) terminal.note(`${left} pictures still wait to be processed. The server goes on with them; see magpie jobs.`);
}

async function countFiles(list: () => AsyncIterable<FoundFile>): Promise<number> {
  let files = 0;
  for await (const _ of list()) files++;
  return files;
}

/** The latest that is known of each file, and how many ended how. */
class Reports {
  readonly #byPath = new Map<string, FileReport>();
  readonly tally: Tally = { created: 0, here: 0, held: 0, duplicate: 0, refused: 0, failed: 0 };

  add(file: FileReport): void {
    const before = this.#byPath.get(file.path);
    if (before) this.tally[before.outcome]--;
    this.tally[file.outcome]++;
    this.#byPath.set(file.path, file);
  }

  list(outcome?: FileReport["outcome"]): FileReport[] {
    const files = [...this.#byPath.values()];
    return outcome ? files.filter((file) => file.outcome === outcome) : files;
  }
}

/** What became of files: of one, and where it is said otherwise, of several. */
const words: Record<FileReport["outcome"], [one: string, several?: string]> = {
  created: ["new"],
  here: ["here already"],
  held: ["held as a near duplicate", "held as near duplicates"],
  duplicate: ["near duplicate in the trash", "near duplicates in the trash"],
  refused: ["refused"],
  failed: ["failed"],
};

function nameOf(outcome: FileReport["outcome"], count: number): string {
  const [one, several = one] = words[outcome];
  return count === 1 ? one : several;
}

function describeTally(tally: Tally): string {
  return (Object.keys(words) as (keyof Tally)[])
    .filter((outcome) => tally[outcome] > 0)
    .map((outcome) => `${tally[outcome]} ${nameOf(outcome, tally[outcome])}`)
    .join(", ");
}

function writeReport(
  { out, note }: Terminal,
  reports: Reports,
  { done, doneBytes, sentMs }: { done: number; doneBytes: number; sentMs: number },
): void {
  for (const outcome of ["held", "duplicate", "refused", "failed"] as const) {
    const files = reports.list(outcome);
    for (const file of files.slice(0, linesMax)) note(`${nameOf(outcome, 1)}: ${plain(file.path)}: ${plain(file.detail ?? "")}`);
    if (files.length > linesMax) note(`… and ${files.length - linesMax} more ${nameOf(outcome, files.length)}; --report FILE names all.`);
  }
  const seconds = Math.max(sentMs, 1) / 1_000;
  const rate = `${(done / seconds).toFixed(1)} images/s, ${formatBytes(doneBytes / seconds)}/s`;
  out(`${done} files in ${formatDuration(seconds)} (${rate}): ${describeTally(reports.tally) || "nothing to do"}`);
}
