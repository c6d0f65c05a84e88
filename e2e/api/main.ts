import { parseArgs } from "node:util";
import { describeReport } from "./describe-report";
import { openPropertyApp } from "./property-app";
import { runProperties } from "./property-run";

/**
 * `npm run property`: thousands of requests drawn from the schemas of all operations, to a server
 * of its own, or with `--url` and an administrator's `--key` to another one, whose library is then
 * full of what the run has made. Ends with 1 when an answer was wrong or an operation never succeeded.
 */
const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "5000" },
    seed: { type: "string", default: "20261121" },
    url: { type: "string" },
    key: { type: "string" },
  },
});
const numbers = { requests: Number(values.requests), seed: Number(values.seed) };
const own = values.url ? undefined : await openPropertyApp();
try {
  const server = own ? { ...own, url: own.app.url } : { url: values.url ?? "", token: values.key ?? "" };
  const report = await runProperties({ ...server, ...numbers });
  console.log(describeReport(report));
  process.exitCode = report.faults.length > 0 || report.neverSucceeded.length > 0 ? 1 : 0;
} finally {
  await own?.stop();
}
