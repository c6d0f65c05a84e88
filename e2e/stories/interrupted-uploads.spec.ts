import type { Page } from "@playwright/test";
import { addFiles, slowUploads, uploadNote, uploadsOf, waitUntilEnded } from "../fixtures/add-on-page";
import { startApp } from "../fixtures/app";
import { fillLibrary, listLibrary, makePhotos } from "../fixtures/fill-library";
import { makeNoisePicture } from "../fixtures/make-folder";
import { signUpOnPage } from "../fixtures/sign-in-on-page";
import { expect, makeMember, test, tilesOf, timeline } from "../fixtures/story";

const fileCount = 6;
/** More than the browser sends at once, twice over: a server that stops lets those end that are under way. */
const restartFileCount = 12;
const fileBytes = 400_000;
const slowBytesPerS = 300_000;
const namesOf = async (page: Page) => (await listLibrary(page)).map((image) => image.originalName).toSorted();
const namesOfFiles = (count: number) => Array.from({ length: count }, (_, at) => `noise-${String(at).padStart(2, "0")}.png`);
const names = namesOfFiles(fileCount);

/** Begins to send files so slowly that there is time to come between, and waits until one has arrived. */
async function beginSlowly(page: Page, count = fileCount): Promise<void> {
  const before = (await listLibrary(page)).length;
  await slowUploads(page, slowBytesPerS);
  const files = await Promise.all(
    namesOfFiles(count).map(async (name, at) => ({ name, mimeType: "image/png", buffer: await makeNoisePicture(fileBytes, at + 1) })),
  );
  await addFiles(page, files);
  await expect.poll(async () => (await listLibrary(page)).length).toBeGreaterThan(before);
  expect((await listLibrary(page)).length).toBeLessThan(before + count);
}

test("an upload is paused, stays where it is, and goes on", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await beginSlowly(page);
  await uploadsOf(page).getByRole("button", { name: "Pause" }).click();
  await expect(uploadsOf(page).getByRole("heading", { name: /^Paused, \d left$/ })).toBeVisible();
  await slowUploads(page, 0);
  const sent: string[] = [];
  page.on("request", (request) => request.method() === "PUT" && sent.push(request.url()));
  const arrived = (await listLibrary(page)).length;
  await page.getByRole("link", { name: "Collections", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Collections" })).toBeVisible();
  expect(sent).toEqual([]);
  expect((await listLibrary(page)).length).toBeLessThan(fileCount);
  expect((await listLibrary(page)).length).toBeGreaterThanOrEqual(arrived);

  await uploadsOf(page).getByRole("button", { name: "Resume" }).click();
  await waitUntilEnded(page, fileCount);
  await expect(uploadNote(page, `${fileCount} added`)).toBeVisible();
  expect(await namesOf(page)).toEqual(names);
});

test("an upload goes on by itself when the page is loaded again", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await beginSlowly(page);
  await page.reload();
  await expect(uploadsOf(page).getByRole("progressbar", { name: "All files" })).toBeVisible();
  await slowUploads(page, 0);
  await expect.poll(() => namesOf(page), { timeout: 40_000 }).toEqual(names);
  await expect(uploadsOf(page).getByRole("heading", { name: /finished$/ })).toBeVisible();
  await expect(uploadsOf(page).getByText(/failed|refused/)).toHaveCount(0);
});

test("after a stop and a new start all is there, and an upload that was under way goes on", async ({ page, encoder }) => {
  test.setTimeout(360_000);
  const env = { SEARCH_MODEL: encoder, REGISTRATION: "open", LOG_LEVEL: "warn" };
  const first = await startApp({ env });
  let running = first;
  try {
    await signUpOnPage(page, first.url, makeMember());
    await fillLibrary(page, await makePhotos(3));
    await page.reload();
    await page.getByRole("link", { name: /^IMG_0001\.jpg/ }).focus();
    await page.keyboard.press("f");
    await expect(page.getByRole("link", { name: /^IMG_0001\.jpg.*favourite$/ })).toBeVisible();
    await beginSlowly(page, restartFileCount);

    await first.stop({ keepData: true });
    expect(first.supervisor.exitCode).toBe(0);
    await expect(uploadsOf(page).getByRole("heading", { name: "Waiting for the server" })).toBeVisible();
    await slowUploads(page, 0);
    running = await startApp({ env, dataDir: first.dataDir, port: Number(new URL(first.url).port) });
    await waitUntilEnded(page, restartFileCount);
    await expect(uploadNote(page, `${restartFileCount} added`)).toBeVisible();

    await page.reload();
    await expect(page.getByRole("link", { name: /^IMG_0001\.jpg.*favourite$/ })).toBeVisible();
    expect(await namesOf(page)).toEqual(["IMG_0000.jpg", "IMG_0001.jpg", "IMG_0002.jpg", ...namesOfFiles(restartFileCount)]);
    expect((await listLibrary(page)).every((image) => image.status === "processed")).toBe(true);
    await expect(tilesOf(page, timeline)).toHaveCount(3 + restartFileCount);
  } finally {
    await running.stop();
  }
});
