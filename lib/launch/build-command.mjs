// `npm run build`: builds all that is older than the sources; with --bundles all that runs outside Next, in any case.
// A file of its own: it waits for what imports build.mjs, which therefore must not wait for it.
import { buildBundles } from "./build.mjs";
import { describeFailure } from "./plain-failure.mjs";
import { buildWhatIsStale } from "./prepare.mjs";

try {
  if (process.argv.includes("--bundles")) await buildBundles();
  else await buildWhatIsStale();
} catch (error) {
  console.error(describeFailure(error));
  process.exit(1);
}
