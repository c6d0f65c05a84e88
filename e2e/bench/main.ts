import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "@/lib/config";
import { describeMachine } from "../eval/table";
import { createAccount } from "../fixtures/account";
import { type App, startApp } from "../fixtures/app";
import { signIn } from "../fixtures/visitor";
import { measureChurn } from "./churn";
import { measureCommandLine } from "./command-line";
import { measureDecisions } from "./decisions";
import { measureDuplicates } from "./duplicates";
import { measureFeatures } from "./features";
import { measureHostile } from "./hostile";
import { measureIngest, printMemory } from "./ingest";
import { runKills } from "./kills";
import { measureMemory } from "./memory";
import { measurePages } from "./pages";
import { makeCameraPictures, makePhotographs } from "./pictures";
import { measureReview } from "./review";
import { measureSearch } from "./search";
import { measureThumbnails } from "./thumbnails";

const usage = `Usage: npm run bench -- FOLDER [--only thumbnails,ingest,search] [--count 500] [--camera-count 24] [--sizes 1000,10000]
       npm run bench -- FOLDER --only kills [--count 200] [--rounds 5]
       npm run bench -- FOLDER --only cli [--count 1000]
       npm run bench -- FOLDER --only features [--sizes 3000,10000,100000]
       npm run bench -- FOLDER --only pages,churn
       npm run bench -- FOLDER --only duplicates [--count 45] [--sizes 1000,10000,100000]
       npm run bench -- FOLDER --only review [--count 5000]
       npm run bench -- FOLDER --only decisions [--count 300]
       npm run bench -- FOLDER [FOLDER...] --only hostile

Measures speed and memory with the JPEG files of a folder (a few are enough: crops are made of
them). kills: SIGKILL of each process during uploads. duplicates: the look for duplicates of new pictures, DATABASE_URL's database or the embedded one. features: the index of local features, in DATABASE_URL's database or the embedded one. hostile: each file of the folders uploaded
once. cli: a folder sent with the command line, and another while both sides are killed. pages: a timeline of 20,000 pictures scrolled, typing, 5,000 files dropped, in Chromium.
review: the page of duplicates with one group of so many pictures, in Chromium. decisions: groups of two decided by keyboard. churn: size of the embedded database under rewriting. The model is SEARCH_MODEL. Nothing is asserted; figures are printed with the machine.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "thumbnails,ingest,search" },
    count: { type: "string" },
    rounds: { type: "string", default: "5" },
    "camera-count": { type: "string", default: "24" },
    sizes: { type: "string", default: "1000,10000" },
  },
});
const folders = positionals.map((folder) => path.resolve(folder));
const [folder] = folders;
if (!folder || !folders.every((each) => existsSync(each))) {
  console.error(usage);
  process.exit(2);
}
const parts = new Set(values.only.split(","));

/** An account of a running app, and how to sign in to it again. */
async function join(app: App) {
  const config = readConfig({ ...process.env, DATA_DIR: app.dataDir });
  const account = await createAccount(config, "bench");
  return { config, account, enter: () => signIn(app.url, account.login, account.password) };
}

async function withApp(work: (app: App) => Promise<void>): Promise<void> {
  const app = await startApp({ env: { REQUESTS_PER_MINUTE: "1000000" } });
  try {
    await work(app);
  } finally {
    await app.stop();
  }
}

console.log(describeMachine());
if (parts.has("thumbnails") || parts.has("ingest") || parts.has("search")) {
  const needsPictures = parts.has("thumbnails") || parts.has("ingest");
  const photographs = needsPictures ? await makePhotographs(folder, Number(values.count ?? 500)) : [];
  const cameraPictures = needsPictures ? await makeCameraPictures(folder, Number(values["camera-count"])) : [];
  if (parts.has("thumbnails")) {
    await measureThumbnails("640 px", photographs);
    await measureThumbnails("12 megapixels", cameraPictures);
  }
  await withApp(async (app) => {
    const { config, account, enter } = await join(app);
    const visitor = await enter();
    if (parts.has("ingest")) {
      await measureIngest(app, visitor, "640 px", photographs);
      await measureIngest(app, visitor, "12 megapixels", cameraPictures);
      await new Promise((resolve) => setTimeout(resolve, 15_000));
      printMemory("Memory at rest, 15 s after the last picture, MiB", measureMemory(app.supervisor.pid ?? 0));
    }
    if (parts.has("search")) await measureSearch({ config, visitor, ownerId: account.userId, folder }, values.sizes.split(",").map(Number));
  });
}
if (parts.has("duplicates")) {
  const sizes = values.sizes.split(",").map(Number);
  await measureDuplicates(await makePhotographs(folder, Number(values.count ?? 45) * sizes.length), sizes);
}
if (parts.has("features")) await measureFeatures(folder, values.sizes.split(",").map(Number));
if (parts.has("kills")) {
  const perRound = Number(values.count ?? 200);
  const pictures = await makePhotographs(folder, perRound * Number(values.rounds));
  const rounds = Array.from({ length: Number(values.rounds) }, (_, index) => pictures.slice(index * perRound, (index + 1) * perRound));
  await runKills(async (app) => (await join(app)).enter, rounds);
}
if (parts.has("cli")) {
  const pictures = await makePhotographs(folder, Number(values.count ?? 1_000) * 2);
  await withApp(async (app) => {
    const { account, enter } = await join(app);
    await measureCommandLine(app, await enter(), account, pictures);
  });
}
if (parts.has("churn")) {
  await withApp(async (app) => {
    const { config, account } = await join(app);
    await measureChurn(config, account.userId, Number(values.count ?? 10_000));
  });
}
if (parts.has("pages")) {
  await withApp(async (app) => {
    const { config, account } = await join(app);
    await measurePages(app, config, account, folder, Number(values.count ?? 20_000), 5_000);
  });
}
if (parts.has("review")) {
  await withApp(async (app) => {
    const { config, account } = await join(app);
    await measureReview(app, config, account, folder, Number(values.count ?? 5_000));
  });
}
if (parts.has("decisions")) {
  await withApp(async (app) => {
    const { config, account } = await join(app);
    await measureDecisions(app, config, account, folder, Number(values.count ?? 300));
  });
}
if (parts.has("hostile")) {
  await withApp(async (app) => {
    const { enter } = await join(app);
    await measureHostile(app, await enter(), folders);
  });
}
console.log(`\n${describeMachine()}`);
