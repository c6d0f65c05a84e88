import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { addFolder, dropOn, uploadNote, uploadRow, uploadsOf, waitUntilEnded } from "../fixtures/add-on-page";
import { listLibrary } from "../fixtures/fill-library";
import type { Folder } from "../fixtures/make-folder";
import { expect, test, tilesOf, timeline } from "../fixtures/story";

const sentMethods = new Set(["PUT", "POST", "PATCH"]);

/** Files that reach the queue: all but those that are passed over. */
function countQueued({ pictures, refused }: Folder): number {
  return pictures.length + Object.keys(refused).length + 1;
}

test("a chosen folder fills the timeline, and each file that is no picture is named with its reason", async ({ page, member, folder }) => {
  expect(member.username).toBeTruthy();
  await addFolder(page, folder.dir);
  const panel = uploadsOf(page);
  const progress = panel.getByRole("progressbar", { name: "All files" });
  await expect(progress).toBeVisible();
  await expect(uploadNote(page, "Left out: 2 system files, 1 sidecar, 1 video")).toBeVisible();
  await waitUntilEnded(page, countQueued(folder), 80_000);
  await expect(progress).toHaveAttribute("aria-valuenow", "100");
  await expect(uploadNote(page, `${folder.pictures.length} added · 3 refused · 1 failed`)).toBeVisible();

  await panel.getByRole("button", { name: "To look at 4" }).click();
  for (const [name, reason] of Object.entries(folder.refused)) {
    await expect(uploadRow(page, name)).toContainText(reason);
    await expect(uploadRow(page, name)).toContainText(name);
  }
  await expect(uploadRow(page, folder.truncated)).toContainText(/cut off|damaged|end|broken|truncated|incomplete/i);
  await panel.getByRole("button", { name: `All ${countQueued(folder)}` }).click();
  await expect(panel.getByRole("listitem").filter({ hasText: /Added/ }).first()).toBeVisible();
  await panel.getByRole("button", { name: "Close" }).click();
  await expect(panel).toHaveCount(0);

  const kept = await listLibrary(page);
  const names = kept.filter((image) => image.status === "processed").map((image) => image.originalName);
  expect(names.toSorted()).toEqual(folder.pictures.map((picture) => picture.name).toSorted());
  for (const picture of folder.pictures.filter(({ taken }) => taken)) {
    expect(kept.find((image) => image.originalName === picture.name)?.takenLocal).toBe(picture.taken);
  }
  await expect(page.getByRole("link", { name: /^Größe, 猫 und ñandú\.jpg/ })).toHaveCount(1);
});

test("a dropped folder fills the timeline, and dropped again nothing of it is sent", async ({ page, member, folder }) => {
  expect(member.username).toBeTruthy();
  const main = page.getByRole("main");
  await dropOn(page, main, [folder.dir], async () => {
    await expect(page.getByText("Drop to add to your library")).toBeVisible();
  });
  await waitUntilEnded(page, countQueued(folder), 80_000);
  await expect(uploadNote(page, `${folder.pictures.length} added`)).toBeVisible();
  await expect.poll(() => tilesOf(page, timeline).count()).toBeGreaterThan(8);
  await uploadsOf(page).getByRole("button", { name: "Close" }).click();

  const sent: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (sentMethods.has(request.method()) && pathname.startsWith("/api/receive")) sent.push(`${request.method()} ${pathname}`);
  });
  await dropOn(
    page,
    main,
    folder.pictures.map((picture) => path.join(folder.dir, picture.path)),
  );
  await waitUntilEnded(page, folder.pictures.length);
  await expect(uploadNote(page, `${folder.pictures.length} already here`)).toBeVisible();
  await expect(uploadRow(page, "Already here as IMG_").first()).toBeVisible();
  expect(sent).toEqual([]);
  expect((await listLibrary(page)).filter((image) => image.status === "processed")).toHaveLength(folder.pictures.length);
});

test("a picture that was thrown away is offered for restoring when it is added again", async ({ page, member, folder }) => {
  expect(member.username).toBeTruthy();
  const file = path.join(folder.dir, "IMG_0003.jpg");
  await dropOn(page, page.getByRole("main"), [file]);
  await waitUntilEnded(page, 1);
  // The tile moves to the day its EXIF tells of, and what was focused before that is gone.
  await expect(async () => {
    await tilesOf(page, timeline).first().focus();
    await page.keyboard.press("Delete");
    await expect(page.getByText("1 picture moved to the trash")).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  await uploadsOf(page).getByRole("button", { name: "Close" }).click();
  await dropOn(page, page.getByRole("main"), [file]);
  await waitUntilEnded(page, 1);
  await expect(uploadRow(page, "IMG_0003.jpg")).toContainText("In the trash");
  await expect(uploadNote(page, "1 in the trash")).toBeVisible();
  await uploadRow(page, "IMG_0003.jpg").getByRole("button", { name: "Restore" }).click();
  await expect(tilesOf(page, timeline)).toHaveCount(1);
});

test("real photographs are added and appear in the timeline (needs MAGPIE_DATA)", async ({ page, member }) => {
  const dir = path.join(process.env.MAGPIE_DATA ?? "", "coco-mini", "val2017");
  test.skip(!process.env.MAGPIE_DATA || !existsSync(dir), "needs MAGPIE_DATA");
  expect(member.username).toBeTruthy();
  const files = (await readdir(dir)).filter((name) => name.endsWith(".jpg")).slice(0, 30);
  await dropOn(
    page,
    page.getByRole("main"),
    files.map((name) => path.join(dir, name)),
  );
  await waitUntilEnded(page, files.length, 80_000);
  await expect(uploadNote(page, `${files.length} added`)).toBeVisible();
  await expect.poll(() => tilesOf(page, timeline).count()).toBeGreaterThan(8);
});
