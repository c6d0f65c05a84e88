import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { measureDuplicates } from "./duplicates";
import { openMeasuredLibrary } from "./open-library";
import { describeMachine } from "./table";
import { measureTextToImage, measureZeroShot } from "./text-to-image";

const usage = `Usage: npm run eval -- FOLDER [--captions LIST] [--labels LIST] [--pairs LIST] [--lookalikes LIST]

Measures quality on the labelled pictures of a folder. The lists are JSON lines in that folder:
captions {path, captions[]}, labels {path, label}, pairs {kind, a, b}, lookalikes {path}: pictures
that are all different. The model is SEARCH_MODEL.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    captions: { type: "string", default: "coco.jsonl" },
    labels: { type: "string", default: "imagenet.jsonl" },
    pairs: { type: "string", default: "duplicate-pairs.jsonl" },
    lookalikes: { type: "string", default: "caltech-faces.jsonl" },
  },
});
const folder = positionals[0] && path.resolve(positionals[0]);
if (!folder || !existsSync(folder)) {
  console.error(usage);
  process.exit(2);
}

const library = await openMeasuredLibrary();
try {
  console.log(describeMachine());
  await measureTextToImage(library, folder, values.captions);
  await measureZeroShot(library, folder, values.labels);
  await measureDuplicates(library, folder, [values.captions, values.labels], values.pairs, values.lookalikes);
} finally {
  await library.close();
}
