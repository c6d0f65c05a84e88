import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { distractorFolders, measureCovers } from "./covers";
import { measureCutoff } from "./cutoff";
import { type DuplicateLists, measureDuplicates } from "./duplicates";
import { type MeasuredLibrary, openMeasuredLibrary } from "./open-library";
import { describeMachine } from "./table";
import { measureTextToImage, measureZeroShot } from "./text-to-image";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    captions: { type: "string", default: "coco.jsonl" },
    labels: { type: "string", default: "imagenet.jsonl" },
    pairs: { type: "string", default: "duplicate-pairs.jsonl" },
    lookalikes: { type: "string", default: "caltech-faces.jsonl" },
    covers: { type: "string", default: "smvs-dvd.jsonl" },
    distractors: { type: "string", default: distractorFolders },
    originals: { type: "string" },
    edits: { type: "string" },
  },
});

const parts: Record<string, (library: MeasuredLibrary, folder: string) => Promise<void>> = {
  "text-to-image": (library, folder) => measureTextToImage(library, folder, values.captions),
  "zero-shot": (library, folder) => measureZeroShot(library, folder, values.labels),
  cutoff: (library, folder) => measureCutoff(library, folder, values.captions, values.labels),
  duplicates: (library, folder) => measureDuplicates(library, folder, toDuplicateLists()),
  covers: (library, folder) => measureCovers(library, folder, values.covers, values.distractors),
};

function toDuplicateLists(): DuplicateLists {
  return {
    ...values,
    originals: [values.captions, values.labels],
    originalsMax: values.originals === undefined ? undefined : Number(values.originals),
    only: values.edits === undefined ? undefined : new RegExp(values.edits),
  };
}

const usage = `Usage: npm run eval -- [PART...] [FOLDER] [--captions LIST] [--labels LIST] [--pairs LIST] [--lookalikes LIST]

Measures quality on the labelled pictures of a folder; without one, of MAGPIE_DATA. Parts: ${Object.keys(parts).join(", ")};
without one, all. The lists are JSON lines in that folder: captions {path, captions[], labels[]?}, labels {path, label},
pairs {kind, a, b}, lookalikes {path}: pictures that are all different, covers {query, camera, reference}, looked up
among them and the pictures of --distractors FOLDER,FOLDER. Of duplicates,
--originals N takes N of the originals and --edits PATTERN the edits of that name. The model is SEARCH_MODEL.`;

const chosen = positionals.filter((name) => name in parts);
const given = positionals.filter((name) => !(name in parts));
const folder = path.resolve(given[0] ?? process.env.MAGPIE_DATA ?? "");
if (given.length > 1 || (!given[0] && !process.env.MAGPIE_DATA) || !existsSync(folder)) {
  console.error(usage);
  process.exit(2);
}

const library = await openMeasuredLibrary();
try {
  console.log(describeMachine());
  for (const [name, measure] of Object.entries(parts)) if (chosen.length === 0 || chosen.includes(name)) await measure(library, folder);
} finally {
  await library.close();
}
