import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "@/lib/config";
import { describeMachine } from "../eval/table";
import { createAccount } from "../fixtures/account";
import { startApp } from "../fixtures/app";
import { signIn } from "../fixtures/visitor";
import { measureIngest, printMemory } from "./ingest";
import { measureMemory } from "./memory";
import { makeCameraPictures, makePhotographs } from "./pictures";
import { measureSearch } from "./search";
import { measureThumbnails } from "./thumbnails";

const usage = `Usage: npm run bench -- FOLDER [--count 500] [--camera-count 24] [--sizes 1000,10000]

Measures speed and memory with the JPEG files of a folder (a few are enough: crops are made of
them). The model is SEARCH_MODEL. Nothing is asserted; figures are printed with the machine.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "500" },
    "camera-count": { type: "string", default: "24" },
    sizes: { type: "string", default: "1000,10000" },
  },
});
const folder = positionals[0] && path.resolve(positionals[0]);
if (!folder || !existsSync(folder)) {
  console.error(usage);
  process.exit(2);
}

console.log(describeMachine());
const photographs = await makePhotographs(folder, Number(values.count));
const cameraPictures = await makeCameraPictures(folder, Number(values["camera-count"]));
await measureThumbnails("640 px", photographs);
await measureThumbnails("12 megapixels", cameraPictures);

const app = await startApp();
try {
  const config = readConfig({ ...process.env, DATA_DIR: app.dataDir });
  const account = await createAccount(config, "bench");
  const visitor = await signIn(app.url, account.login, account.password);
  await measureIngest(app, visitor, "640 px", photographs);
  await measureIngest(app, visitor, "12 megapixels", cameraPictures);
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  printMemory("Memory at rest, 10 s after the last picture, MiB", measureMemory(app.supervisor.pid ?? 0));
  await measureSearch(config, visitor, account.userId, values.sizes.split(",").map(Number));
} finally {
  await app.stop();
}
console.log(`\n${describeMachine()}`);
