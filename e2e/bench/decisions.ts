import type { Browser, Page } from "@playwright/test";
import { v7 as uuidv7 } from "uuid";
import type { Config } from "@/lib/config";
import { openDatabase } from "@/lib/db/client";
import type { Account } from "../fixtures/account";
import type { App } from "../fixtures/app";
import { fillWithThumbnails, signInOnPage } from "./pages";
import { withBrowser } from "./with-browser";

const nextMsMax = 30_000;
const sentMsMax = 120_000;
const pollMs = 250;

/**
 * Decides about groups of two by keyboard alone, each as soon as the page shows it with both pictures:
 * keeps one in every other group, and calls the others not related. How many a minute the page lets a
 * person decide, and when the server has all of them.
 */
export async function measureDecisions(app: App, config: Config, account: Account, folder: string, count: number): Promise<void> {
  await fillWithThumbnails(config, account.userId, folder, 2 * count);
  await pairUp(config, account.userId);
  await withBrowser((browser) => measure(browser, app, account, count));
}

/** Every other picture repeats the one before it. */
async function pairUp(config: Config, ownerId: string): Promise<void> {
  const { sql, close } = openDatabase(config);
  const rows = await sql<{ id: string }[]>`select id from images where owner_id = ${ownerId} order by id`;
  const pairs = rows.flatMap(({ id }, at) => {
    const before = at % 2 === 1 ? rows[at - 1] : undefined;
    const evidence = { layer: "perceptual", verdict: "duplicate", distance: 4 };
    return before ? [{ id: uuidv7(), owner_id: ownerId, image_id: id, of_image_id: before.id, ...evidence }] : [];
  });
  await sql`insert into duplicate_pairs ${sql(pairs)}`;
  await close();
}

async function measure(browser: Browser, app: App, account: Account, count: number): Promise<void> {
  const page = await signInOnPage(browser, app.url, account);
  await page.goto(`${app.url}/duplicates`);
  let shown = await nextShown(page, undefined);
  const started = performance.now();
  for (let decided = 0; decided < count; decided++) {
    await page.keyboard.press(decided % 2 === 0 ? "Enter" : "a");
    if (decided < count - 1) shown = await nextShown(page, shown);
  }
  const onPageS = (performance.now() - started) / 1_000;
  while ((await countLeft(page)) > 0) {
    if (performance.now() - started > onPageS * 1_000 + sentMsMax) throw new Error("The server did not get all decisions in time.");
    await page.waitForTimeout(pollMs);
  }
  const onServerS = (performance.now() - started) / 1_000;
  console.log(
    `\n${count} groups of two decided by keyboard: ${Math.round((60 * count) / onPageS)} a minute on the page, ` +
      `the server had them all after ${onServerS.toFixed(1)} s, ${Math.round((60 * count) / onServerS)} a minute`,
  );
}

/** Which pictures are compared, once they are others than before and both are drawn. */
async function nextShown(page: Page, before: string | undefined): Promise<string> {
  const shown = await page.waitForFunction(
    (last) => {
      const names = [...document.querySelectorAll("section[aria-label^='Left: '], section[aria-label^='Right: ']")];
      const key = names.map((name) => name.getAttribute("aria-label")).join();
      const images = [...document.querySelectorAll<HTMLImageElement>("[data-stage] img")];
      const isDrawn = images.length > 0 && images.every((image) => image.complete && image.naturalWidth > 0);
      return names.length === 2 && key !== last && isDrawn ? key : undefined;
    },
    before,
    { timeout: nextMsMax, polling: "raf" },
  );
  return (await shown.jsonValue()) ?? "";
}

const countLeft = async (page: Page) =>
  (await page.evaluate(() => fetch("/api/v1/duplicates/groups?limit=1").then((answer) => answer.json()))).total as number;
