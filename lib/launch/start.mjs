// `npm start`: the whole set-up on a fresh machine, then everything runs until Ctrl-C.
//   --prebuilt      only migrate and run: nothing is installed, built or fetched
//   --dev           pages in development mode; bundles are made again when a source changes
//   --models-only   only fetch the model files
import { readFileSync } from "node:fs";
import { refuseNodeVersion } from "./node-version.mjs";

const { engines } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const refusal = refuseNodeVersion(process.versions.node, engines.node.replace(">=", ""));
if (refusal) {
  console.error(refusal);
  process.exit(1);
}
const { launch } = await import("./launch.mjs");
await launch(new Set(process.argv.slice(2)));
