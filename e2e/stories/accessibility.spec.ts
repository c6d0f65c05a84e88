import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { fillLibrary, makePhotos, visitorOf } from "../fixtures/fill-library";
import { makeNearCopy } from "../fixtures/make-folder";
import { signOutOnPage, signUpOnPage } from "../fixtures/sign-in-on-page";
import { expect, makeMember, searchResults, test, tilesOf, timeline } from "../fixtures/story";
import { presign, put } from "../fixtures/visitor";

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 800 };

/** Expects that axe finds nothing on the page as it is, in both looks, and on a phone when wanted. */
async function expectNoFindings(page: Page, what: string, sizes = [desk]): Promise<void> {
  for (const size of sizes) {
    for (const colorScheme of ["light", "dark"] as const) {
      await test.step(`${what}, ${colorScheme}, ${size.width} px wide`, async () => {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await settle(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(
          ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => `${node.html} ${node.any[0]?.message ?? ""}`).join("\n  ")}`,
        );
        expect(found.join("\n")).toBe("");
      });
    }
  }
}

/** Waits until nothing on the page moves: axe measures contrasts as they are drawn. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const isEndless = (animation: Animation) => animation.effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY;
    await Promise.all(
      document
        .getAnimations()
        .filter((animation) => !isEndless(animation))
        .map((animation) => animation.finished.catch(() => {})),
    );
  });
}

const both = [desk, phone];

test("axe finds nothing on the pages before the library", async ({ page, app, member }) => {
  await expectNoFindings(page, "the empty timeline", both);
  await page.setViewportSize(desk);
  await signOutOnPage(page, member.username);
  await expectNoFindings(page, "sign in", both);
  await page.goto(`${app.url}/sign-up`);
  await expect(page.getByRole("heading", { name: "Create your account" })).toBeVisible();
  await page.getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expectNoFindings(page, "sign up with faults", both);
});

test("axe finds nothing on the pages of a library with pictures", async ({ page, member }) => {
  test.setTimeout(300_000);
  expect(member.username).toBeTruthy();
  const photos = await makePhotos(8);
  const ids = await fillLibrary(page, photos);
  const visitor = await visitorOf(page);
  const copy = { name: "copy.jpg", type: "image/jpeg", bytes: await makeNearCopy(Buffer.from(photos[0]?.bytes ?? [])) };
  const [address = ""] = await presign(visitor, [copy]);
  await put(visitor, address, copy);
  const headers = { origin: new URL(page.url()).origin };
  const made = await page.request.post("/api/v1/collections", { data: { name: "Summer" }, headers });
  const { id } = (await made.json()) as { id: string };
  await page.request.post(`/api/v1/collections/${id}/images`, { data: { imageIds: ids.slice(0, 3) }, headers });
  await page.request.post("/api/v1/images/trash", { data: { imageIds: ids.slice(7) }, headers });

  await page.goto("/");
  await expect(tilesOf(page, timeline)).toHaveCount(7);
  await expectNoFindings(page, "the timeline", both);
  await page.getByRole("link", { name: /^IMG_0001\.jpg/ }).focus();
  await page.keyboard.press("x");
  await expect(page.getByRole("toolbar", { name: "Selected pictures" })).toBeVisible();
  await expectNoFindings(page, "the timeline with a selection");

  await page.goto(`/images/${ids[0]}`);
  await expect(page.getByRole("dialog").getByRole("img").first()).toBeVisible();
  await page.keyboard.press("i");
  await expect(page.getByRole("complementary", { name: "Information" }).getByLabel("Title")).toBeVisible();
  await expectNoFindings(page, "the viewer with its panel", both);

  await page.goto("/search");
  await expectNoFindings(page, "the search before it is asked", both);
  await page.goto("/search?q=red+circle");
  await expect(tilesOf(page, searchResults).first()).toBeVisible();
  await expectNoFindings(page, "search", both);
  await page.goto(`/search?q=${encodeURIComponent('red -circle larger:abc "last summer"')}&like=${ids[0]}&like=-1%3B%3B${ids[1]}`);
  await expect(page.getByRole("list", { name: "What is searched for" })).toBeVisible();
  await expectNoFindings(page, "search with chips and pictures", both);
  const box = page.getByRole("combobox", { name: "Search your pictures" });
  await box.fill("red ty");
  await expect(page.getByRole("listbox", { name: "Suggestions" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expectNoFindings(page, "suggestions", both);
  await page.goto(`/search?like=${ids[0]}`);
  await page.getByRole("button", { name: "How IMG_0000.jpg counts" }).click();
  await page.getByRole("menuitem", { name: "Search for a part of it" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectNoFindings(page, "a part of a picture", both);
  await page.request.post("/api/v1/searches", { data: { name: "Red ones", query: "red" }, headers });
  await page.goto("/collections");
  await expect(page.getByRole("link", { name: /^Summer/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /Red ones/ })).toBeVisible();
  await expectNoFindings(page, "collections", both);
  await page.goto(`/collections/${id}`);
  await expect(tilesOf(page, /^Pictures of Summer/)).toHaveCount(3);
  await expectNoFindings(page, "a collection");
  await page.goto("/duplicates");
  await expect(page.getByRole("toolbar", { name: "Decide about this group" })).toBeVisible({ timeout: 30_000 });
  await expectNoFindings(page, "duplicates", both);
  await page.getByRole("button", { name: "Overlay" }).click();
  await expectNoFindings(page, "duplicates, one over the other");
  await page.getByRole("button", { name: "Difference" }).click();
  await expect(page.getByText(/differs visibly/)).toBeVisible();
  await expectNoFindings(page, "duplicates, what differs");
  await page.request.post("/api/v1/duplicates/groups/dismiss", { data: { imageIds: ids.slice(1, 4) }, headers });
  await page.goto("/duplicates/decided");
  await expect(page.getByRole("button", { name: /^Take back/ })).toBeVisible();
  await expectNoFindings(page, "what was decided", both);
  await page.goto("/trash");
  await expect(tilesOf(page, /^Pictures in the trash/)).toHaveCount(1);
  await expectNoFindings(page, "the trash");
  await page.getByRole("button", { name: "Empty the trash" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectNoFindings(page, "the question before deleting");
});

test("axe finds nothing on processing, settings and the shortcuts", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  for (const name of ["Processing", "Settings"]) {
    await page.goto(`/${name.toLowerCase()}`);
    await expect(page.getByRole("heading", { name, exact: true, level: 1 })).toBeVisible();
    await expectNoFindings(page, name.toLowerCase(), both);
  }
  await page.setViewportSize(desk);
  await page.goto("/");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Shortcuts" })).toBeVisible();
  await expectNoFindings(page, "the shortcuts");
});

test("axe finds nothing on the pages of sharing, and on what a link opens", async ({ page, app, member, browser }) => {
  test.setTimeout(200_000);
  expect(member.username).toBeTruthy();
  const [imageId = ""] = await fillLibrary(page, await makePhotos(2));
  const send = async (path: string, data: Record<string, unknown>) =>
    (await (await page.request.post(path, { data, headers: { origin: app.url } })).json()) as Record<string, string>;
  const { id: collectionId = "" } = await send("/api/v1/collections", { name: "Summer", imageIds: [imageId] });
  const invited = await send(`/api/v1/collections/${collectionId}/members`, { person: "somebody@example.net", role: "editor" });
  await send("/api/v1/groups", { name: "Family" });
  const open = await send("/api/v1/links", { collectionId, title: "Open", allowAdd: true });
  const locked = await send("/api/v1/links", { collectionId, password: "swordfish" });

  await page.goto(`/collections/${collectionId}`);
  await page.getByRole("button", { name: /^Share/ }).click();
  await expect(page.getByRole("list", { name: "Shared with" })).toContainText("somebody@example.net");
  await expectNoFindings(page, "the people of a collection", both);
  await page.getByRole("tab", { name: "Links" }).click();
  await page.getByRole("button", { name: "New link" }).click();
  await expect(page.getByLabel("Title")).toBeVisible();
  await expectNoFindings(page, "a new link", both);
  await page.goto("/sharing");
  await expect(page.getByRole("heading", { name: /Family/ })).toBeVisible();
  await expectNoFindings(page, "sharing", both);

  const context = await browser.newContext({ baseURL: app.url });
  const stranger = await context.newPage();
  await stranger.goto(open.path ?? "");
  await expect(tilesOf(stranger, /^Pictures$/)).toHaveCount(1);
  await expectNoFindings(stranger, "what a link opens", both);
  await tilesOf(stranger, /^Pictures$/).click();
  await stranger.keyboard.press("i");
  await expect(stranger.getByRole("complementary", { name: "Information" })).toBeVisible();
  await expectNoFindings(stranger, "one picture of a link", both);
  await stranger.goto(locked.path ?? "");
  await expect(stranger.getByLabel("Password")).toBeVisible();
  await expectNoFindings(stranger, "a link with a password", both);
  await stranger.goto("/s/no-such-link");
  await expect(stranger.getByRole("heading", { name: "This link does not open anything" })).toBeVisible();
  await expectNoFindings(stranger, "a link that opens nothing", both);

  await signUpOnPage(stranger, app.url, makeMember());
  await stranger.goto(invited.invitationPath ?? "");
  await expect(stranger.getByRole("button", { name: "Join the collection" })).toBeVisible();
  await expectNoFindings(stranger, "an invitation", both);
  await stranger.getByRole("button", { name: "Join the collection" }).click();
  await expect(stranger.getByText("Editor", { exact: true })).toBeVisible();
  await expectNoFindings(stranger, "a collection of somebody else", both);
  await stranger.goto("/collections");
  await expect(stranger.getByRole("heading", { name: "Shared with you" })).toBeVisible();
  await expectNoFindings(stranger, "collections with one of somebody else", both);
  await context.close();
});
