import { readdirSync, readFileSync } from "node:fs";
import { getProcessing } from "@/lib/ingest/schema";
import { formatTable } from "../eval/table";
import { type App, startApp, waitUntilReady } from "../fixtures/app";
import { presign, put, sha256, type UploadFile, type Visitor } from "../fixtures/visitor";
import { waitUntilProcessed } from "./ingest";
import { findProcess } from "./memory";

const sendersAtOnce = 2;
const triesMax = 60;
const retryDelayMs = 500;
/** Killed in this order, spread over the upload; the supervisor last, since it takes the others with it. */
const victims = ["inference", "worker", "web", "database", "supervisor"] as const;

/** One visitor asks as fast as a machine can. */
const env = { REQUESTS_PER_MINUTE: "1000000" };

type Acknowledged = { imageId: string; sha256: string };
type Round = { acknowledged: Acknowledged[]; killsInFlight: string[]; killsIdle: string[] };

/**
 * Sends `pictures` while killing each process with SIGKILL in turn. What was acknowledged is
 * recorded here, outside the server; a kill with no upload in flight is listed apart and does not count.
 */
export async function measureKills(
  app: App,
  signIn: () => Promise<Visitor>,
  rounds: UploadFile[][],
  restart: () => Promise<App>,
): Promise<void> {
  let current = app;
  const rows: (string | number)[][] = [];
  for (const [index, pictures] of rounds.entries()) {
    const { round, app: after } = await runRound(current, await signIn(), pictures, restart);
    current = after;
    const visitor = await signIn();
    await waitUntilProcessed(visitor);
    const lost = await countLost(visitor, round.acknowledged);
    const { counts } = await visitor.call(getProcessing, {});
    rows.push([
      index + 1,
      pictures.length,
      round.acknowledged.length,
      lost,
      round.killsInFlight.join(" "),
      round.killsIdle.join(" ") || "–",
      counts.waiting + counts.running,
      counts.failed,
    ]);
  }
  console.log("\nkill -9 of each process during an upload");
  console.log(
    formatTable(
      ["round", "files", "acknowledged", "lost", "killed with uploads in flight", "killed idle (not counted)", "unfinished", "failed"],
      rows,
    ),
  );
}

async function runRound(
  app: App,
  visitor: Visitor,
  pictures: UploadFile[],
  restart: () => Promise<App>,
): Promise<{ round: Round; app: App }> {
  const round: Round = { acknowledged: [], killsInFlight: [], killsIdle: [] };
  let current = app;
  let inFlight = 0;
  const addresses: string[] = [];
  for (let start = 0; start < pictures.length; start += 100)
    addresses.push(...(await presign(visitor, pictures.slice(start, start + 100))));
  const kill = async (victim: (typeof victims)[number]) => {
    const pid = victim === "supervisor" ? current.supervisor.pid : findProcess(current.supervisor.pid ?? 0, victim);
    if (!pid) throw new Error(`There is no process ${victim}.`);
    (inFlight > 0 ? round.killsInFlight : round.killsIdle).push(victim);
    process.kill(pid, "SIGKILL");
    if (victim === "supervisor") current = await restart();
    else await waitUntilReady(current);
  };
  let next = 0;
  const send = async () => {
    for (let index = next++; index < pictures.length; index = next++) {
      inFlight++;
      const imageId = await sendUntilAcknowledged(visitor, addresses[index] ?? "", pictures[index] as UploadFile);
      inFlight--;
      if (imageId) round.acknowledged.push({ imageId, sha256: sha256((pictures[index] as UploadFile).bytes) });
    }
  };
  const senders = Array.from({ length: sendersAtOnce }, send);
  for (const [order, victim] of victims.entries()) {
    const mark = Math.floor((pictures.length * (order + 1)) / (victims.length + 1));
    while (round.acknowledged.length < mark && next < pictures.length) await new Promise((resolve) => setTimeout(resolve, 2));
    while (inFlight === 0 && next < pictures.length) await new Promise((resolve) => setTimeout(resolve, 1));
    await kill(victim);
  }
  await Promise.all(senders);
  return { round, app: current };
}

/** The image's id once the server says so; undefined when it refuses the file. */
async function sendUntilAcknowledged(visitor: Visitor, address: string, file: UploadFile): Promise<string | undefined> {
  for (let tries = 0; tries < triesMax; tries++) {
    const answer = await put(visitor, address, file).catch(() => undefined);
    if (answer?.status === 200 && answer.result && answer.result.outcome !== "rejected") return answer.result.imageId;
    if (answer && answer.status < 500 && answer.status !== 409 && answer.status !== 499 && answer.status !== 429) {
      console.log(`refused: ${file.name}: ${answer.status} ${answer.detail ?? JSON.stringify(answer.result)}`);
      return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
  }
  return undefined;
}

/** Acknowledged pictures whose original is not there byte for byte. */
async function countLost(visitor: Visitor, acknowledged: Acknowledged[]): Promise<number> {
  let lost = 0;
  for (const { imageId, sha256: expected } of acknowledged) {
    const response = await visitor.request(`/api/v1/images/${imageId}/original`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status !== 200 || sha256(bytes) !== expected) lost++;
  }
  return lost;
}

/** Runs the kill rounds on an app of its own. */
export async function runKills(makeAccountAndSignIn: (app: App) => Promise<() => Promise<Visitor>>, rounds: UploadFile[][]): Promise<void> {
  let app = await startApp({ env });
  const { dataDir, url } = app;
  const port = Number(new URL(url).port);
  try {
    const signIn = await makeAccountAndSignIn(app);
    await measureKills(app, signIn, rounds, async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      app = await startApp({ dataDir, port, env });
      return app;
    });
    console.log(`files left in incoming/: ${readdirSync(`${dataDir}/incoming`).length}; log lines at error: ${countErrors(app.logFile)}`);
  } finally {
    await app.stop();
  }
}

function countErrors(logFile: string): number {
  return readFileSync(logFile, "utf8")
    .split("\n")
    .filter((line) => /"level":[56]0/.test(line)).length;
}
