import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { compareImages } from "@/lib/duplicates/compare-images";
import type { FactsRow } from "@/lib/duplicates/facts-queries";
import { type Candidate, orderKeepers } from "@/lib/duplicates/order-keepers";
import { toPictureFacts } from "@/lib/duplicates/picture-facts";
import type { FoundPair } from "@/lib/duplicates/shared-part";
import { seededRandom } from "../fixtures/seeded-random";
import { type Clock, createClock, describePicture, findInSet, openPictureSet, type PictureSet } from "./duplicate-library";
import { chooseOriginals, type DuplicateLists, listEdits, seed } from "./duplicates";
import { readOriginal } from "./edits";
import type { MeasuredLibrary } from "./open-library";
import { readList } from "./read-list";
import { formatTable, percent } from "./table";

const pictureEntry = z.object({ path: z.string() });

/** What is known of the original besides its pixels: nothing; what its camera wrote, under a name of a person's; the same under the camera's name. */
const knowledge = ["nothing", "EXIF", "camera file"] as const;
type Known = (typeof knowledge)[number];

const camera = { cameraMake: "Lantern", cameraModel: "Field 2", takenSource: "file" as const };
const cameraExif = { make: "Lantern", model: "Field 2", fNumber: 2.8, exposureTime: 0.01, iso: 200, focalLength: 35 };

/**
 * How often the original is suggested to be kept against each kind of edit, made of it by a seeded script
 * and without its metadata, with the evidence that is found of the two, and what spoke for the edit where it is not. The edit came in first, so
 * that nothing is decided by which is older.
 */
export async function measureKeepers(library: MeasuredLibrary, folder: string, lists: DuplicateLists): Promise<void> {
  const entries = lists.originals.flatMap((list) => readList(folder, list, pictureEntry) ?? []);
  const files = chooseOriginals(entries, lists.originalsMax).map((entry) => path.join(folder, entry.path));
  const originals = await Promise.all(files.map((file) => describeFile(library, file)));
  const clock = createClock();
  const sets: PictureSet[] = [];
  for (const file of files) sets.push(await openPictureSet(library, [file], clock));
  const rows: (string | number)[][] = [];
  for (const [name, edit] of listEdits(lists.only)) {
    const kept: Record<Known, number> = { nothing: 0, EXIF: 0, "camera file": 0 };
    const against = new Map<string, number>();
    for (const [at, file] of files.entries()) {
      const copy = path.join(library.config.dataDir, "edit");
      writeFileSync(copy, await edit(await readOriginal(readFileSync(file)), seededRandom(seed + at * 7_919)));
      const edited = toCandidate("1", await describeFile(library, copy), "nothing");
      const pairs = await findPairs(library, sets[at] as PictureSet, copy, clock);
      for (const known of knowledge) {
        const original = toCandidate("2", originals[at] as Described, known);
        if (orderKeepers([edited, original], "suggested", pairs)[0] === original) kept[known]++;
        else if (known === "nothing") count(against, compareImages(edited, original, pairs)[0]?.kind ?? "bytes");
      }
    }
    const reasons = [...against].sort((a, b) => b[1] - a[1]).map(([kind, times]) => `${kind} ${times}`);
    rows.push([name, files.length, ...knowledge.map((known) => percent(kept[known], files.length)), reasons.join(", ")]);
  }
  console.log(
    `\nThe original is suggested to be kept, when of it is known: nothing, its EXIF, and its camera's name, too; ${files.length} originals`,
  );
  console.log(formatTable(["edit", "n", ...knowledge, "what spoke for the edit first (nothing known)"], rows));
}

/** What the product finds of an original and an edit that came first: `findInSet` in a set of the original alone. */
async function findPairs(library: MeasuredLibrary, set: PictureSet, copy: string, clock: Clock): Promise<FoundPair[]> {
  const edited = await describePicture(library, copy, `${copy}.jpg`, clock);
  const found = await findInSet(library, set, edited, { clock });
  return found.map(({ layer, verdict, transform }) => ({ imageId: "2", ofImageId: "1", layer, verdict, transform }));
}

function count(times: Map<string, number>, kind: string): void {
  times.set(kind, (times.get(kind) ?? 0) + 1);
}

type Described = Pick<FactsRow, "contentType" | "sizeBytes" | "width" | "height" | "quality">;

async function describeFile(library: MeasuredLibrary, file: string): Promise<Described> {
  const { contentType, width, height, quality } = await library.decoder.decode({ path: file, want: { quality: true } });
  return { contentType, width, height, quality: quality ?? null, sizeBytes: readFileSync(file).length };
}

function toCandidate(id: string, described: Described, known: Known): Candidate {
  const nothing = { title: null, description: null, tags: [], rating: null, favourite: false, latitude: null, longitude: null };
  const unknown = { exif: null, cameraMake: null, cameraModel: null, takenLocal: "2026-11-21T12:00:00", takenSource: "added" as const };
  const told = known === "nothing" ? {} : { ...camera, exif: cameraExif, takenLocal: "2024-05-01T12:00:00" };
  const originalName = known === "camera file" ? "IMG_0042.JPG" : "at the lake.jpg";
  const row = { id, originalName, ...described, ...nothing, ...unknown, ...told, collectionCount: 1, isProtected: false };
  const { sizeBytes, width, height } = described;
  return { id, sizeBytes, width, height, facts: toPictureFacts(row as FactsRow) };
}
