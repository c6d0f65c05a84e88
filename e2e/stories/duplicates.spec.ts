import type { Locator, Page } from "@playwright/test";
import type { ImageTile } from "@/lib/images/schema";
import { addFiles, uploadNote, uploadRow, uploadsOf, waitUntilEnded } from "../fixtures/add-on-page";
import { addSamePixels, fillLibrary, listLibrary, makePhotos, visitorOf } from "../fixtures/fill-library";
import { makeNearCopy } from "../fixtures/make-folder";
import { expect, test } from "../fixtures/story";
import type { UploadFile } from "../fixtures/visitor";

/** A library of three pictures, and a resized copy of the first that has been added on the page. */
async function addNearCopy(page: Page): Promise<void> {
  const photos = await makePhotos(3);
  await fillLibrary(page, photos);
  const copy = await makeNearCopy(Buffer.from(photos[0]?.bytes ?? []));
  await addFiles(page, { name: "resized copy.jpg", mimeType: "image/jpeg", buffer: copy });
  await waitUntilEnded(page, 1);
}

/** So many pictures, each with a resized copy that waits. */
async function addPairs(page: Page, count: number): Promise<void> {
  const photos = await makePhotos(count);
  const copies = await Promise.all(
    photos.map(
      async ({ bytes }, at): Promise<UploadFile> => ({
        name: `copy ${at}.jpg`,
        type: "image/jpeg",
        bytes: await makeNearCopy(Buffer.from(bytes)),
      }),
    ),
  );
  await fillLibrary(page, [...photos, ...copies]);
}

const namesOf = async (page: Page) => (await listLibrary(page)).map((image) => image.originalName).toSorted();
const originals = ["IMG_0000.jpg", "IMG_0001.jpg", "IMG_0002.jpg"];
const nothingToDecide = { name: "Nothing to decide" };
const bar = (page: Page) => page.getByRole("toolbar", { name: "Decide about this group" });
const sideOf = (page: Page, side: "Left" | "Right"): Locator => page.getByRole("region", { name: new RegExp(`^${side}: `) });
const waysOf = (page: Page) => page.getByRole("group", { name: "Ways to compare" });

test("a resized copy waits beside what it repeats, with the evidence and why one is better, and both can be kept", async ({
  page,
  member,
}) => {
  expect(member.username).toBeTruthy();
  await addNearCopy(page);
  await expect(uploadNote(page, "1 near duplicate to decide about")).toBeVisible();
  expect(await namesOf(page)).toEqual(originals);
  await uploadRow(page, "resized copy.jpg").getByRole("link", { name: "Decide" }).click();

  await expect(
    page
      .locator("#main")
      .getByText(/^The same picture: (its hashes agree|\d+ of 256 bits of its hash differs?), \d+ % of what can be compared agrees$/),
  ).toBeVisible();
  await expect(sideOf(page, "Left")).toContainText("IMG_0000.jpg");
  await expect(sideOf(page, "Left")).toContainText("Suggested");
  await expect(sideOf(page, "Left")).toContainText(/Better: .*pixels/);
  await expect(sideOf(page, "Right")).toContainText("resized copy.jpg");
  await expect(sideOf(page, "Right")).toContainText("New");

  await bar(page).getByRole("button", { name: "Not related" }).click();
  await expect(page.getByText("Both kept: not related")).toBeVisible();
  await expect(page.getByRole("heading", nothingToDecide)).toBeVisible();
  await expect.poll(() => namesOf(page)).toEqual([...originals, "resized copy.jpg"]);
});

test("Enter keeps the suggested one, z takes that back, and 2 keeps the other one in its place", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await addNearCopy(page);
  await openDuplicates(page);
  await expect(bar(page).getByRole("button", { name: "Keep 1, trash 1" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByText("One is kept, 1 picture in the trash")).toBeVisible();
  await expect(page.getByRole("heading", nothingToDecide)).toBeVisible();
  await page.keyboard.press("z");
  await expect(sideOf(page, "Right")).toContainText("resized copy.jpg");
  await expect.poll(() => heldOf(page)).toBe(1);
  expect(await namesOf(page)).toEqual(originals);

  await page.keyboard.press("2");
  await expect(page.getByRole("heading", nothingToDecide)).toBeVisible();
  await expect.poll(() => namesOf(page)).toEqual(["IMG_0001.jpg", "IMG_0002.jpg", "resized copy.jpg"]);
  await page.goto("/trash");
  await expect(page.getByRole("region", { name: /^Pictures in the trash/ }).getByRole("link", { name: /^IMG_0000\.jpg/ })).toBeVisible();
});

/** Opens the page and waits until it listens. */
async function openDuplicates(page: Page): Promise<void> {
  await page.goto("/duplicates");
  await expect(page.locator("[data-stage]").first()).toHaveCSS("touch-action", "pan-y");
}

const heldOf = async (page: Page) => (await (await page.request.get("/api/v1/changes")).json()).counts.held as number;

test("groups are gone through by keys, with several decided in a row and each undone by itself", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await addPairs(page, 4);
  await openDuplicates(page);
  await expect(page.locator("#main").getByText("4 groups", { exact: true })).toBeVisible();
  await expect(sideOf(page, "Left")).toContainText("IMG_0000.jpg");
  await page.keyboard.press("j");
  await expect(sideOf(page, "Left")).toContainText("IMG_0001.jpg");
  await page.keyboard.press("k");
  await expect(sideOf(page, "Left")).toContainText("IMG_0000.jpg");
  await page.keyboard.press("Enter");
  await page.keyboard.press("a");
  await page.keyboard.press("x");
  await expect(bar(page).getByRole("button", { name: "Keep both" })).toBeVisible();
  await page.keyboard.press("x");
  await page.keyboard.press("s");
  await expect(page.locator("#main").getByText("1 group", { exact: true })).toBeVisible();
  await expect(sideOf(page, "Left")).toContainText("IMG_0003.jpg");
  await page.keyboard.press("z");
  await expect(sideOf(page, "Left")).toContainText("IMG_0002.jpg");
  await page.keyboard.press("z");
  await expect(sideOf(page, "Left")).toContainText("IMG_0001.jpg");
  await expect(page.locator("#main").getByText("3 groups", { exact: true })).toBeVisible();
  await expect.poll(() => heldOf(page)).toBe(3);
  await expect.poll(() => namesOf(page)).toEqual([...originals, "IMG_0003.jpg"]);
  await page.reload();
  await expect(page.locator("#main").getByText("3 groups", { exact: true })).toBeVisible();
});

test("two pictures flip in place, lie over each other, are subtracted, and are zoomed together", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await addNearCopy(page);
  await openDuplicates(page);
  const stages = page.locator("[data-stage]");
  await expect(stages).toHaveCount(2);
  await stages.first().hover();
  await page.mouse.wheel(0, -400);
  const scales = () =>
    page.locator("[data-zoomed]").evaluateAll((all) => all.map((node) => new DOMMatrix(getComputedStyle(node).transform).a));
  await expect.poll(async () => (await scales()).every((scale) => scale > 1.5)).toBe(true);
  const [first, second] = await scales();
  expect(first).toBe(second);
  const offsets = () =>
    page.locator("[data-zoomed]").evaluateAll((all) => all.map((node) => new DOMMatrix(getComputedStyle(node).transform).f));
  const [before = 0] = await offsets();
  await page.keyboard.press("Shift+ArrowDown");
  await expect.poll(async () => (await offsets()).every((offset) => offset < before)).toBe(true);
  await page.keyboard.press("0");
  await expect.poll(scales).toEqual([1, 1]);

  await page.keyboard.press("Space");
  await expect(waysOf(page).getByRole("button", { name: "Flip" })).toHaveAttribute("aria-pressed", "true");
  await expect(stages.getByText("Right: resized copy.jpg")).toBeVisible();
  await page.keyboard.press("Space");
  await expect(stages.getByText("Left: IMG_0000.jpg")).toBeVisible();

  await waysOf(page).getByRole("button", { name: "Overlay" }).click();
  await page.getByRole("slider").fill("20");
  await expect(page.getByRole("slider")).toHaveValue("20");
  await page.keyboard.press("Escape");
  await waysOf(page).getByRole("button", { name: "Difference" }).click();
  await expect(page.getByRole("img", { name: "What differs" })).toBeVisible();
  await expect(page.getByText(/(Nothing|%) differs visibly/)).toBeVisible();
});

test("all groups of the same pixels are resolved at once after a preview, and that is undone at once", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await addSamePixels(page, 3);
  await openDuplicates(page);
  await page.getByRole("button", { name: "Same pixels" }).click();
  await expect(page.locator("#main").getByText("3 groups", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Resolve all as suggested" }).click();
  const dialog = page.getByRole("dialog", { name: "Resolve all as suggested" });
  await expect(dialog).toContainText("3 pictures stay. 3 pictures go to the trash");
  await expect(dialog.getByRole("listitem")).toHaveCount(3);
  await dialog.getByRole("button", { name: "Resolve 3 groups" }).click();
  await expect(page.getByRole("heading", { name: "No such groups" })).toBeVisible();
  await expect.poll(async () => (await namesOf(page)).length).toBe(3);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.locator("#main").getByText("3 groups", { exact: true })).toBeVisible();
  await expect.poll(() => heldOf(page)).toBe(3);

  await page.getByRole("button", { name: "Resolve all as suggested" }).click();
  await dialog.getByRole("button", { name: "Resolve 3 groups" }).click();
  await expect(page.getByRole("heading", { name: "No such groups" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await page.keyboard.press("z");
  await expect(page.locator("#main").getByText("3 groups", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);
  await expect.poll(() => heldOf(page)).toBe(3);
});

test("a decision that the server refuses brings its group back with the reason", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await addPairs(page, 2);
  await openDuplicates(page);
  await expect(sideOf(page, "Left")).toContainText("IMG_0000.jpg");
  const visitor = await visitorOf(page);
  const trashed = (await listLibrary(page)).find(({ originalName }: ImageTile) => originalName === "IMG_0000.jpg");
  const headers = { "content-type": "application/json" };
  await visitor.request("/api/v1/images/trash", { method: "POST", headers, body: JSON.stringify({ imageIds: [trashed?.id] }) });
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^The group of IMG_0000\.jpg has changed meanwhile: A picture to keep is in the trash/)).toBeVisible();
  await expect(page.locator("#main").getByText("2 groups", { exact: true })).toBeVisible();
});

test("on a phone the decisions lie at the thumb, and so does taking one back", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await addPairs(page, 2);
  await page.setViewportSize({ width: 390, height: 844 });
  await openDuplicates(page);
  await expect(sideOf(page, "Left")).toContainText("IMG_0000.jpg");
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  const keep = bar(page).getByRole("button", { name: "Keep 1, trash 1" });
  await keep.click();
  await expect(sideOf(page, "Left")).toContainText("IMG_0001.jpg");
  await keep.click();
  await expect(page.getByRole("heading", nothingToDecide)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(page.locator("#main").getByText("1 group", { exact: true })).toBeVisible();
});

test("with detection off everything is taken, equal files too", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const [photo] = await makePhotos(1);
  const file = (name: string) => ({ name, mimeType: "image/jpeg", buffer: Buffer.from(photo?.bytes ?? []) });
  await addFiles(page, file("first.jpg"));
  await waitUntilEnded(page, 1);
  await uploadsOf(page).getByLabel("Duplicates in what you add next").selectOption("Do not check");
  await addFiles(page, [file("second.jpg"), file("third.jpg")]);
  await waitUntilEnded(page, 3);
  await expect(uploadNote(page, "3 added")).toBeVisible();
  expect(await namesOf(page)).toEqual(["first.jpg", "second.jpg", "third.jpg"]);
});
