import path from "node:path";
import { ConfigError, readConfig } from "@/lib/config";
import { FetchFailed, type FetchProgress, fetchModel } from "@/lib/inference/fetch-model";
import { findChosenManifestModel, findSearchModel, getSearchModelDir } from "@/lib/inference/model-store";

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`;

/** One line for each tenth of a file. */
function createProgressPrinter(): (progress: FetchProgress) => void {
  let printed = "";
  return ({ file, receivedBytes, totalBytes, from }) => {
    const line = `  ${file}: ${Math.floor((10 * receivedBytes) / totalBytes) * 10} % of ${megabytes(totalBytes)} (${from === "mirror" ? "mirror" : "public address"})`;
    if (line !== printed) console.log(line);
    printed = line;
  };
}

/** Fetches what the settings need. Exit code 0: search by words can work; 1: it has to wait; 2: the settings are wrong. */
async function main(): Promise<number> {
  const config = readConfig();
  const chosen = findChosenManifestModel(config);
  const dir = getSearchModelDir(config);
  if (chosen) {
    console.log(`Search model: ${chosen.title} (${chosen.licence})`);
    try {
      await fetchModel(chosen, {
        dir,
        checksumDir: path.join(config.models.dir, ".checksums"),
        mirror: config.models.mirror,
        // An inference server of the owner's has the weights itself.
        ...(config.inference.kind === "server" ? { roles: ["tokenizer", "preprocessor"] as const } : {}),
        onProgress: createProgressPrinter(),
      });
    } catch (error) {
      if (!(error instanceof FetchFailed)) throw error;
      console.error(error.message);
      console.error(
        `Search by words and by picture waits for this model; everything else works. With a network, \`npm run models\` fetches it; without one, put the files into ${dir} or set MODEL_MIRROR to a folder or address that has them.`,
      );
      return 1;
    }
  }
  const found = await findSearchModel(config);
  if (found.status === "missing") {
    console.error(found.reason);
    return 1;
  }
  console.log(`Search model ready: ${found.model.id}`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 2;
}
