import type { Page } from "@playwright/test";
import { addFiles, uploadsOf, waitUntilEnded } from "../fixtures/add-on-page";
import { fillLibrary, makePhotos } from "../fixtures/fill-library";
import { expect, test, tilesOf, timeline } from "../fixtures/story";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

const steps = 8;
const nextFrame = (page: Page) => page.evaluate(() => new Promise(requestAnimationFrame));

/**
 * A finger that goes from one point to another, a step per frame, and rests before it leaves: after a
 * flick Chromium takes the next tap for the one that stops the flick.
 */
async function swipe(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: { x: number; y: number }[]) =>
    client.send("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", [from]);
  for (let step = 1; step <= steps + 4; step++) {
    const share = Math.min(1, step / steps);
    await touch("touchMove", [{ x: from.x + (to.x - from.x) * share + (step % 2) / 2, y: from.y + (to.y - from.y) * share }]);
    await nextFrame(page);
  }
  await touch("touchEnd", []);
  await client.detach();
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
}

test("on a phone pictures are added, opened and turned by a finger, and the bar at the bottom leads everywhere", async ({
  page,
  member,
}) => {
  expect(member.username).toBeTruthy();
  const photos = await makePhotos(4);
  await fillLibrary(page, photos.slice(0, 3));
  await page.goto("/");
  await expect(tilesOf(page, timeline)).toHaveCount(3);
  await expectNoSidewaysScroll(page);
  const last = photos[3];
  await addFiles(page, { name: "IMG_0003.jpg", mimeType: "image/jpeg", buffer: Buffer.from(last?.bytes ?? []) });
  await waitUntilEnded(page, 1);
  await uploadsOf(page).getByRole("button", { name: "Close" }).click();
  await expect(tilesOf(page, timeline)).toHaveCount(4);

  await page.getByRole("link", { name: /^IMG_0001\.jpg/ }).tap();
  await expect(page.getByRole("dialog", { name: "IMG_0001.jpg" })).toBeVisible();
  await swipe(page, { x: 330, y: 420 }, { x: 60, y: 425 });
  await expect(page.getByRole("dialog", { name: "IMG_0002.jpg" })).toBeVisible();
  await swipe(page, { x: 60, y: 420 }, { x: 330, y: 425 });
  await expect(page.getByRole("dialog", { name: "IMG_0001.jpg" })).toBeVisible();
  await swipe(page, { x: 195, y: 300 }, { x: 200, y: 700 });
  await expect(page.getByRole("dialog")).toHaveCount(0);

  const bar = page.getByRole("navigation", { name: "Pages" });
  await bar.getByRole("link", { name: "Collections" }).tap();
  await expect(page.getByRole("heading", { name: "Collections" })).toBeVisible();
  await expectNoSidewaysScroll(page);
  for (const name of ["Trash", "Duplicates", "Processing", "Settings"]) {
    await bar.getByRole("button", { name: "More" }).tap();
    await page.getByRole("dialog", { name: "More" }).getByRole("link", { name }).tap();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    await expect(page.getByRole("dialog", { name: "More" })).toHaveCount(0);
    await expectNoSidewaysScroll(page);
  }
});
