import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { defaultRecognition } from "@/lib/recognition/schema";
import type { FeatureSpec } from "@/lib/vision/local-features";
import { type CoverTrial, distractorFolders, measureCovers } from "./covers";
import { measureCutoff } from "./cutoff";
import { measureDocuments } from "./documents";
import { type DuplicateLists, measureDuplicates } from "./duplicates";
import { measureKeepers } from "./keeper";
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
    made: { type: "string", default: "0" },
    "features-max": { type: "string", default: String(defaultRecognition.featuresMax) },
    dimensions: { type: "string", default: String(defaultRecognition.dimensions) },
    box: { type: "string", default: String(defaultRecognition.widthPx) },
    originals: { type: "string" },
    edits: { type: "string" },
  },
});

const parts: Record<string, (library: MeasuredLibrary, folder: string) => Promise<void>> = {
  "text-to-image": (library, folder) => measureTextToImage(library, folder, values.captions),
  "zero-shot": (library, folder) => measureZeroShot(library, folder, values.labels),
  cutoff: (library, folder) => measureCutoff(library, folder, values.captions, values.labels),
  duplicates: (library, folder) => measureDuplicates(library, folder, toDuplicateLists()),
  documents: (library, folder) => measureDocuments(library, folder, toDuplicateLists()),
  keeper: (library, folder) => measureKeepers(library, folder, toDuplicateLists()),
  covers: (library, folder) => measureCovers(library, folder, toCoverTrial()),
};

function toCoverTrial(): CoverTrial {
  const sidePx = Number(values.box);
  const dimensions = values.dimensions === "64" ? 64 : 128;
  const spec: FeatureSpec = { widthPx: sidePx, heightPx: sidePx, featuresMax: Number(values["features-max"]), dimensions };
  return { list: values.covers, distractors: values.distractors, spec, made: Number(values.made) };
}

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
among them, the pictures of --distractors FOLDER,FOLDER and --made N made of their features, by
--features-max N features of --dimensions 64 or 128 bits in a --box of so many pixels. Of duplicates and keeper,
--originals N takes N of the originals and --edits PATTERN the edits of that name. The model is SEARCH_MODEL.
Recall of filtered search against an exact scan is measured, with its speed, by npm run bench -- --only search.`;

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
