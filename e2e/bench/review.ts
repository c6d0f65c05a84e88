import type { Browser, Page } from "@playwright/test";
import { v7 as uuidv7 } from "uuid";
import type { Config } from "@/lib/config";
import { openDatabase } from "@/lib/db/client";
import { formatTable } from "../eval/table";
import type { Account } from "../fixtures/account";
import type { App } from "../fixtures/app";
import { seededRandom } from "../fixtures/seeded-random";
import { measureCpu } from "./memory";
import { fillWithThumbnails, signInOnPage, waitUntilDrawn } from "./pages";
import { type Tasks, traceTasks } from "./trace-tasks";
import { withBrowser } from "./with-browser";

const pairsPerInsert = 1_000;
/** Each look costs the server a whole list. */
const pollMs = 1_500;
/** Pairs of each picture with some before it. */
const pairsEach = 10;

/** The page of duplicates with one group of thousands of pictures: how it comes up, scrolls, decides and takes back. */
export async function measureReview(app: App, config: Config, account: Account, folder: string, size: number): Promise<void> {
  await fillWithThumbnails(config, account.userId, folder, size);
  await fillPairs(config, account.userId);
  await withBrowser((browser) => measure(browser, app, account, size));
}

/** Every picture repeats the one before it, and some others by chance: one group. */
async function fillPairs(config: Config, ownerId: string): Promise<void> {
  const { sql, close } = openDatabase(config);
  const rows = await sql<{ id: string }[]>`select id from images where owner_id = ${ownerId} order by id`;
  const ids = rows.map(({ id }) => id);
  const random = seededRandom(1);
  const pairs = ids.flatMap((id, at) => {
    const others = new Set(
      [at - 1, ...Array.from({ length: pairsEach - 1 }, () => Math.floor(random() * at))].filter((other) => other >= 0),
    );
    return [...others].map((other) => toPairRow(ownerId, id, ids[other] ?? ""));
  });
  for (let from = 0; from < pairs.length; from += pairsPerInsert)
    await sql`insert into duplicate_pairs ${sql(pairs.slice(from, from + pairsPerInsert))}`;
  await sql`analyze duplicate_pairs`;
  await close();
}

function toPairRow(ownerId: string, imageId: string, ofImageId: string) {
  const evidence = { layer: "perceptual", verdict: "duplicate", distance: 4 };
  return { id: uuidv7(), owner_id: ownerId, image_id: imageId, of_image_id: ofImageId, ...evidence };
}

async function measure(browser: Browser, app: App, account: Account, size: number): Promise<void> {
  const page = await signInOnPage(browser, app.url, account);
  const read = () =>
    page.evaluate(async () => {
      const times: number[] = [];
      let bytes = 0;
      for (let round = 0; round < 4; round++) {
        const since = performance.now();
        const text = await (await fetch("/api/v1/duplicates/groups?limit=40")).text();
        times.push(performance.now() - since);
        bytes = text.length;
      }
      return { times, bytes };
    });
  const { result: list, cpuS } = await measureCpu(app.supervisor.pid ?? 0, read);
  const cpu = Object.entries(cpuS).map(([name, seconds]) => `${name} ${Math.round((seconds * 1_000) / list.times.length)}`);
  console.log(`Processor ms of each list: ${cpu.join(", ")}`);
  console.log(
    `\nThe list of groups, one of them of ${size} pictures: ${list.times.map(Math.round).join(", ")} ms; ${Math.round(list.bytes / 1_024)} kB`,
  );
  const rows = [
    toRow("coming up", await traceTasks(page, () => comeUp(page, app.url))),
    toRow("scrolled fast", await traceTasks(page, () => scroll(page))),
    toRow("ten pictures marked", await traceTasks(page, () => markTen(page))),
    toRow("Keep 1", await traceTasks(page, () => decideAndUndo(page, "Enter", size))),
    toRow("Stack", await traceTasks(page, () => decideAndUndo(page, "s", size))),
    toRow("Not related", await traceTasks(page, () => decideAndUndo(page, "a", size))),
  ];
  console.log(
    formatTable(["the page's main thread", "s", "tasks over 50 ms", "longest, ms", "longest, ms of CPU", "images in the DOM"], rows),
  );
}

const toRow = (name: string, { seconds, long, longestMs, longestCpuMs, images }: Tasks) => [
  name,
  seconds.toFixed(1),
  long,
  Math.round(longestMs),
  Math.round(longestCpuMs),
  images,
];

const strip = (page: Page) => page.getByRole("list", { name: "Pictures of this group" });

async function comeUp(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/duplicates`);
  await waitUntilDrawn(strip(page));
  await page.waitForTimeout(2_000);
}

async function scroll(page: Page): Promise<void> {
  await strip(page).evaluate(async (list) => {
    const scroller = list.parentElement as HTMLElement;
    for (let at = -1; scroller.scrollLeft !== at; ) {
      at = scroller.scrollLeft;
      for (let frame = 0; frame < 10; frame++) {
        scroller.scrollLeft += 400;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    }
  });
  await page.waitForTimeout(2_000);
}

async function markTen(page: Page): Promise<void> {
  for (let at = 0; at < 10; at++) {
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("x");
  }
  await page.waitForTimeout(1_000);
}

const unsent = async (page: Page) =>
  (await page.evaluate(() => fetch("/api/v1/duplicates/groups?limit=1").then((answer) => answer.json()))).total as number;

async function decideAndUndo(page: Page, key: string, size: number): Promise<void> {
  const started = performance.now();
  await page.keyboard.press(key);
  while ((await unsent(page)) > 0) await page.waitForTimeout(pollMs);
  const decided = performance.now();
  await page.keyboard.press("z");
  await strip(page).locator("img").first().waitFor();
  while (!(await isGroupWhole(page, size))) await page.waitForTimeout(pollMs);
  console.log(
    `${key}: decided after ${((decided - started) / 1_000).toFixed(1)} s, taken back after ${((performance.now() - decided) / 1_000).toFixed(1)} s`,
  );
}

/** Undone once the server has all of it as one group again. */
function isGroupWhole(page: Page, size: number): Promise<boolean> {
  return page.evaluate(async (whole) => {
    const { groups } = await (await fetch("/api/v1/duplicates/groups?limit=1")).json();
    return groups[0]?.imageCount === whole;
  }, size);
}
