import { copyFileSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Locator, Page } from "@playwright/test";
import sharp from "sharp";
import type { Config } from "@/lib/config";
import { openDatabase } from "@/lib/db/client";
import { ensureModel } from "@/lib/db/embedding-partitions";
import { findSearchModel } from "@/lib/inference/model-store";
import { formatTable, quantile } from "../eval/table";
import type { Account } from "../fixtures/account";
import type { App } from "../fixtures/app";
import { fillLibrary } from "./fill-library";
import { listJpegs } from "./pictures";
import { withBrowser } from "./with-browser";

const scrollTimeoutMs = 240_000;
const dropWatchMs = 120_000;

/** What the page's own instruments say: tasks over 50 ms, the heap, images in the DOM. */
type Watched = { longTasks: number[]; heapMib: number[]; imagesMax: number };

/** Scrolls a large timeline end to end, types into the search box and drops thousands of files, in a real Chromium. */
export async function measurePages(app: App, config: Config, account: Account, folder: string, size: number, drop: number): Promise<void> {
  await fillWithThumbnails(config, account.userId, folder, size);
  await withBrowser(
    async (browser) => {
      const page = await signInOnPage(browser, app.url, account);
      await measureScroll(page, size);
      await measureTyping(page, app.url);
      await measureDrop(page, app.url, drop);
    },
    ["--enable-precise-memory-info"],
  );
}

/**
 * Rows for `size` pictures; their thumbnails are links to those of a few real ones. Their originals are known by
 * row alone: without one a thumbnail is not served.
 */
export async function fillWithThumbnails(config: Config, ownerId: string, folder: string, size: number): Promise<void> {
  const { db, sql, close } = openDatabase(config);
  const found = await findSearchModel(config);
  if (found.status === "ready") await ensureModel(db, found.model, config.database.kind);
  await fillLibrary(sql, ownerId, size, found.status === "ready" ? found.model : undefined);
  const ids = await sql<{ id: string }[]>`select id from images where owner_id = ${ownerId} and place = 'library'`;
  await sql`insert into files (id, image_id, role, sha256, size_bytes, content_type, storage_key)
    select gen_random_uuid(), id, 'original', sha256, size_bytes, content_type, 'bench/' || id from images
    where owner_id = ${ownerId} and not exists (select 1 from files where files.image_id = images.id)`;
  await close();
  const sources = await Promise.all(
    listJpegs(folder)
      .slice(0, 100)
      .map((file) => sharp(file).resize({ width: 1_200, height: 400, fit: "inside" }).jpeg({ quality: 80 }).toBuffer()),
  );
  const derived = path.join(config.dataDir, "derived");
  mkdirSync(path.join(derived, "sources"), { recursive: true });
  for (const [index, bytes] of sources.entries()) writeFileSync(path.join(derived, "sources", `${index}.jpg`), bytes);
  for (const [index, { id }] of ids.entries()) {
    const source = path.join(derived, "sources", `${index % sources.length}.jpg`);
    mkdirSync(path.join(derived, id), { recursive: true });
    for (const name of ["small.jpg", "large.jpg"]) linkSync(source, path.join(derived, id, name));
  }
}

/** A page of a new browser profile on which somebody is signed in. */
export async function signInOnPage(browser: Browser, url: string, account: Account): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1_280, height: 800 } })).newPage();
  await page.goto(`${url}/sign-in`);
  await page.locator("input[name=login]").fill(account.login);
  await page.locator("input[name=password]").fill(account.password);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Timeline" }).first().waitFor();
  return page;
}

/** Waits until the first picture of a part of the page is drawn: a broken one does not count. */
export async function waitUntilDrawn(part: Locator): Promise<void> {
  const first = part.locator("img").first();
  await first.waitFor();
  const naturalWidth = await first.evaluate(async (image) => {
    await (image as HTMLImageElement).decode().catch(() => {});
    return (image as HTMLImageElement).naturalWidth;
  });
  if (naturalWidth === 0) throw new Error("The pictures of this page are broken: nothing that is measured of it counts.");
}

/** Starts to watch the page that is open. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watched: Watched = { longTasks: [], heapMib: [], imagesMax: 0 };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) watched.longTasks.push(entry.duration);
    }).observe({ type: "longtask" });
    const look = () => {
      const { memory } = performance as unknown as { memory?: { usedJSHeapSize: number } };
      watched.heapMib.push((memory?.usedJSHeapSize ?? 0) / 2 ** 20);
      watched.imagesMax = Math.max(watched.imagesMax, document.images.length);
    };
    look();
    setInterval(look, 500);
    Object.assign(window, { watched });
  });
}

function readWatched(page: Page): Promise<Watched> {
  return page.evaluate(() => (window as unknown as { watched: Watched }).watched);
}

function toCells({ longTasks, heapMib, imagesMax }: Watched): (string | number)[] {
  const first = heapMib[0] ?? 0;
  const last = heapMib.at(-1) ?? 0;
  return [
    longTasks.length,
    Math.round(Math.max(0, ...longTasks)),
    imagesMax,
    first.toFixed(0),
    Math.max(...heapMib).toFixed(0),
    last.toFixed(0),
  ];
}

const watchedHead = ["tasks over 50 ms", "longest, ms", "images in the DOM", "heap at first, MiB", "heap at most", "heap at last"];

async function measureScroll(page: Page, size: number): Promise<void> {
  await waitUntilDrawn(page.locator("main"));
  await page.waitForTimeout(3_000);
  await watch(page);
  const started = performance.now();
  const height = await page.evaluate(async (timeoutMs) => {
    const end = performance.now() + timeoutMs;
    const scroller = document.scrollingElement ?? document.documentElement;
    let at = -1;
    while (scroller.scrollTop !== at && performance.now() < end) {
      at = scroller.scrollTop;
      for (let frame = 0; frame < 10; frame++) {
        scroller.scrollTop += 400;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    }
    return scroller.scrollHeight;
  }, scrollTimeoutMs);
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(`\nTimeline of ${size} pictures, ${height} px high, scrolled end to end in ${seconds} s`);
  console.log(formatTable(watchedHead, [toCells(await readWatched(page))]));
}

/** From the last key pressed to the first result of the new search being painted. */
async function measureTyping(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/search`);
  const box = page.getByRole("combobox", { name: "Search your pictures" });
  const times: number[] = [];
  for (const query of ["dog", "train", "cake", "beach", "cat", "boat", "pizza", "horse", "snow", "kitchen"]) {
    await box.fill("");
    await page.waitForTimeout(600);
    await box.pressSequentially(query.slice(0, -1));
    await page.waitForTimeout(1_500);
    const shown = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          addEventListener(
            "keydown",
            () => {
              const started = performance.now();
              const observer = new MutationObserver((changes) => {
                const painted = changes.some((change) =>
                  [...change.addedNodes].some((node) => node instanceof Element && (node.matches("img") || node.querySelector("img"))),
                );
                if (!painted) return;
                observer.disconnect();
                requestAnimationFrame(() => resolve(performance.now() - started));
              });
              observer.observe(document.querySelector("main") ?? document.body, { subtree: true, childList: true });
              setTimeout(() => resolve(Number.POSITIVE_INFINITY), 5_000);
            },
            { once: true, capture: true },
          );
        }),
    );
    await page.waitForTimeout(50);
    await page.keyboard.press(query.at(-1) ?? "");
    times.push(await shown);
  }
  const seen = times.filter(Number.isFinite);
  console.log(
    `\nLast key to results on the page (a pause of 150 ms is waited for on purpose); ${times.length} searches, ${times.length - seen.length} without a change of pictures`,
  );
  console.log(formatTable(["p50, ms", "p95, ms"], [[Math.round(quantile(seen, 0.5)), Math.round(quantile(seen, 0.95))]]));
}

async function measureDrop(page: Page, url: string, count: number): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "magpie-drop-"));
  const base = path.join(folder, "base.jpg");
  await sharp({ create: { width: 64, height: 48, channels: 3, background: "#3a7a8c" } })
    .jpeg()
    .toFile(base);
  const files = Array.from({ length: count }, (_, index) => {
    const file = path.join(folder, `picture-${index}.jpg`);
    copyFileSync(base, file);
    writeFileSync(file, `\n${index}`, { flag: "a" });
    return file;
  });
  await page.goto(url);
  await page.locator("main img").first().waitFor();
  await page.waitForTimeout(2_000);
  await watch(page);
  await page.locator("input[type=file][multiple]").first().setInputFiles(files);
  await page.waitForTimeout(dropWatchMs);
  const progress = await page
    .getByRole("region", { name: /upload|add/i })
    .first()
    .textContent()
    .catch(() => "");
  console.log(
    `\n${count} files dropped at once, watched for ${dropWatchMs / 1_000} s: ${(progress ?? "").split("\n").slice(0, 3).join(" · ")}`,
  );
  console.log(formatTable(watchedHead, [toCells(await readWatched(page))]));
  rmSync(folder, { recursive: true, force: true });
}
