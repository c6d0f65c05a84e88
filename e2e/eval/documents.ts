import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { seededRandom } from "../fixtures/seeded-random";
import { type Clock, createClock, describePicture, findInSet, openPictureSet, type PictureSet } from "./duplicate-library";
import {
  type Counts,
  chooseOriginals,
  count,
  type DuplicateLists,
  head,
  type NonPairs,
  noCounts,
  printClock,
  printNonPairs,
  searchEach,
  seed,
  toRow,
} from "./duplicates";
import { documentEdits, readOriginal } from "./edits";
import type { MeasuredLibrary } from "./open-library";
import { readList } from "./read-list";
import { formatTable } from "./table";
import { listTemplates, type Template } from "./templates";

const pictureEntry = z.object({ path: z.string() });
/** Photographs that are shown under captions. */
const photographs = 4;
/** Of each so many documents one is copied. */
const copiedStep = 4;

/**
 * Documents of one template are all different: false pairs among them, by the shipped rule as a whole. And what stays the
 * same document (saved again, reduced, turned, scanned) is a duplicate: recall of its copies, which are looked for among
 * all documents of its template.
 */
export async function measureDocuments(library: MeasuredLibrary, folder: string, lists: DuplicateLists): Promise<void> {
  const clock = createClock();
  const entries = lists.originals.flatMap((list) => readList(folder, list, pictureEntry) ?? []);
  const files = chooseOriginals(entries, photographs).map((entry) => readFileSync(path.join(folder, entry.path)));
  const falsePairs: NonPairs[] = [];
  const kinds = new Map<string, Counts>();
  for (const template of listTemplates(files)) {
    if (lists.only && !lists.only.test(template.kind)) continue;
    const documents = await drawDocuments(library, template);
    const set = await openPictureSet(library, documents, clock);
    falsePairs.push([template.kind, ...(await searchEach(library, set, clock))]);
    falsePairs.push([`${template.kind}: copies against others`, ...(await measureCopies(library, set, { documents, kinds, clock }))]);
  }
  printNonPairs(falsePairs);
  const rows = [...kinds].map(([kind, counts]) => toRow(kind, counts));
  console.log(`\nCopies of documents, seed ${seed}\n${formatTable(head, rows)}`);
  printClock(clock);
}

async function drawDocuments(library: MeasuredLibrary, { documents, draw }: Template): Promise<string[]> {
  const folder = mkdtempSync(path.join(library.config.dataDir, "documents-"));
  const files: string[] = [];
  for (let at = 0; at < documents; at++) {
    const file = path.join(folder, String(at));
    writeFileSync(file, await draw(at));
    files.push(file);
  }
  return files;
}

type Copies = { documents: readonly string[]; kinds: Map<string, Counts>; clock: Clock };

/** Counts what is found of each kind of copy; answers the false pairs and non-pairs among all. */
async function measureCopies(
  library: MeasuredLibrary,
  set: PictureSet,
  { documents, kinds, clock }: Copies,
): Promise<[falsePairs: number, nonPairs: number]> {
  let [falsePairs, nonPairs] = [0, 0];
  for (let at = 0; at < documents.length; at += copiedStep) {
    const file = documents[at] as string;
    for (const [kind, edit] of Object.entries(documentEdits)) {
      const copy = `${file}-copy`;
      writeFileSync(copy, await edit(await readOriginal(readFileSync(file)), seededRandom(seed + at)));
      const described = await describePicture(library, copy, `${copy}-thumbnail`, clock);
      const found = await findInSet(library, set, described, { clock });
      const counts = kinds.get(kind) ?? noCounts();
      kinds.set(kind, counts);
      const own = found.find(({ index }) => index === at);
      count(counts, own);
      if (own?.verdict !== "duplicate") console.log(`  missed: ${kind} of ${file}${own ? ", only similar" : ""}`);
      falsePairs += found.filter(({ index, verdict }) => index !== at && verdict === "duplicate").length;
      nonPairs += documents.length - 1;
    }
  }
  return [falsePairs, nonPairs];
}
