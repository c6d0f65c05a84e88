import type { Browser, Page } from "@playwright/test";
import { addFiles, waitUntilEnded } from "../fixtures/add-on-page";
import type { App } from "../fixtures/app";
import { fillLibrary, makePhotos, visitorOf, waitUntilProcessed } from "../fixtures/fill-library";
import { signUpOnPage } from "../fixtures/sign-in-on-page";
import { expect, type Member, makeMember, test, tilesOf } from "../fixtures/story";

/** Somebody with an account in a browser of their own. */
async function openPerson(browser: Browser, app: App): Promise<{ page: Page; person: Member; close: () => Promise<void> }> {
  const context = await browser.newContext({ baseURL: app.url });
  const page = await context.newPage();
  const person = makeMember();
  await signUpOnPage(page, app.url, person);
  return { page, person, close: () => context.close() };
}

/** Makes a collection of a person's first pictures and goes there. */
async function makeCollection(page: Page, name: string, imageIds: string[]): Promise<string> {
  const headers = { origin: new URL(page.url()).origin };
  const made = await page.request.post("/api/v1/collections", { data: { name, imageIds }, headers });
  const { id } = (await made.json()) as { id: string };
  await page.goto(`/collections/${id}`);
  await expect(tilesOf(page, `Pictures of ${name}, newest first`)).toHaveCount(imageIds.length);
  return id;
}

const pictures = (page: Page) => tilesOf(page, /^Pictures$/);

test("somebody is invited, says yes, looks, later adds a picture, and leaves", async ({ page, member, browser, app }) => {
  test.setTimeout(150_000);
  const ids = await fillLibrary(page, await makePhotos(3));
  const collectionId = await makeCollection(page, "Summer at the lake", ids);
  const grid = "Pictures of Summer at the lake, newest first";
  const friend = await openPerson(browser, app);

  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share Summer at the lake" });
  await dialog.getByLabel("Invite").fill("nobody-of-that-name");
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel("Invite").fill(friend.person.username);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog.getByRole("listitem").filter({ hasText: friend.person.username })).toContainText("has not answered yet");

  await friend.page.goto(`/collections/${collectionId}`);
  await expect(friend.page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await friend.page.goto("/collections");
  await friend.page.getByRole("button", { name: "Accept Summer at the lake" }).click();
  await expect(tilesOf(friend.page, grid)).toHaveCount(3);
  await expect(friend.page.locator("#main").getByText(`of ${member.username}`)).toBeVisible();
  await expect(friend.page.locator("#main").getByText("Viewer", { exact: true })).toBeVisible();
  for (const name of [/^Share/, /^Rename/, /^Delete the collection/]) {
    await expect(friend.page.getByRole("button", { name })).toHaveCount(0);
  }
  expect(await tilesOf(friend.page, grid).first().getAttribute("aria-label")).not.toContain("IMG_");
  await friend.page.getByRole("button", { name: "Who is in it" }).click();
  await expect(friend.page.getByRole("list", { name: "Shared with" })).toContainText(member.username);
  await expect(friend.page.getByRole("button", { name: /^(Role of|Stop sharing)/ })).toHaveCount(0);
  await friend.page.keyboard.press("Escape");
  await tilesOf(friend.page, grid).first().click();
  const viewer = friend.page.getByRole("dialog");
  await expect(viewer.getByRole("button", { name: "Information" })).toBeVisible();
  for (const name of ["Favourite", "Add to a collection", "Move to the trash", "Download the original"]) {
    await expect(viewer.getByRole("button", { name })).toHaveCount(0);
  }
  await friend.page.keyboard.press("Escape");

  await dialog.getByRole("button", { name: `Role of ${friend.person.username}: Viewer` }).click();
  await page.getByRole("menuitemradio", { name: /^Contributor/ }).click();
  await expect(dialog.getByRole("button", { name: `Role of ${friend.person.username}: Contributor` })).toBeVisible();
  await friend.page.reload();
  await expect(friend.page.locator("#main").getByText("Contributor", { exact: true })).toBeVisible();
  const [, , , mine] = await makePhotos(4);
  await addFiles(friend.page, [{ name: mine?.name ?? "", mimeType: "image/jpeg", buffer: Buffer.from(mine?.bytes ?? []) }]);
  await waitUntilEnded(friend.page, 1);
  await expect(tilesOf(friend.page, grid)).toHaveCount(4);
  await page.reload();
  await expect(tilesOf(page, grid)).toHaveCount(4);

  await friend.page.getByRole("button", { name: "Leave" }).click();
  await expect(friend.page.getByText("You left Summer at the lake")).toBeVisible();
  await expect(friend.page.getByRole("link", { name: /^Summer at the lake/ })).toHaveCount(0);
  await friend.page.getByRole("button", { name: "Undo" }).click();
  await expect(friend.page.getByRole("link", { name: /Summer at the lake/ })).toBeVisible();
  await friend.close();
});

test("somebody who was put out sees nothing any more, unless it is taken back in time", async ({ page, member, browser, app }) => {
  expect(member.username).toBeTruthy();
  const collectionId = await makeCollection(page, "Rooftops", await fillLibrary(page, await makePhotos(1)));
  const friend = await openPerson(browser, app);
  const origin = { headers: { origin: app.url } };
  const name = friend.person.username;
  await page.request.post(`/api/v1/collections/${collectionId}/members`, { data: { person: name }, ...origin });
  await friend.page.goto("/collections");
  await friend.page.getByRole("button", { name: "Accept Rooftops" }).click();
  await expect(friend.page.getByRole("heading", { name: "Rooftops" })).toBeVisible();

  await page.getByRole("button", { name: /^Share/ }).click();
  const row = page.getByRole("list", { name: "Shared with" }).getByRole("listitem").filter({ hasText: name });
  await page.getByRole("button", { name: `Stop sharing with ${name}` }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toBeVisible();
  await page.getByRole("button", { name: `Stop sharing with ${name}` }).click();
  await expect(row).toHaveCount(0);
  await page.goto("/collections");
  await expect(async () => {
    await friend.page.goto(`/collections/${collectionId}`);
    await expect(friend.page.getByRole("heading", { name: "There is nothing here" })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 15_000 });
  await friend.close();
});

test("a link with a password shows the pictures to a stranger, and nothing once it is closed", async ({ page, member, browser }) => {
  await makeCollection(page, "Our journey", await fillLibrary(page, await makePhotos(3)));
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share Our journey" });
  await dialog.getByRole("tab", { name: "Links" }).click();
  await dialog.getByRole("button", { name: "New link" }).click();
  await dialog.getByLabel("Title").fill("Two weeks in May");
  await dialog.getByLabel("Password").fill("abc");
  await dialog.getByRole("button", { name: "Make the link" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Use at least 4 characters.");
  await dialog.getByLabel("Password").fill("swordfish");
  await dialog.getByLabel("Ends").selectOption("In a week");
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const url = await dialog.getByLabel("Address of the share link").inputValue();

  const context = await browser.newContext();
  const stranger = await context.newPage();
  await stranger.goto(url);
  await expect(stranger.getByRole("heading", { name: "Behind a password" })).toBeVisible();
  expect(await stranger.content()).not.toMatch(/Two weeks in May|Our journey/);
  await stranger.getByLabel("Password").fill("not the one");
  await stranger.getByRole("button", { name: "Show the pictures" }).click();
  await expect(stranger.getByText("That is not the password of this link.")).toBeVisible();
  await stranger.getByLabel("Password").fill("swordfish");
  await stranger.getByRole("button", { name: "Show the pictures" }).click();

  await expect(stranger.getByRole("heading", { name: "Two weeks in May" })).toBeVisible();
  await expect(stranger.getByText(`Shared by ${member.username} · 3 pictures`)).toBeVisible();
  await expect(stranger).toHaveTitle("Two weeks in May");
  await expect(pictures(stranger)).toHaveCount(3);
  await expect(stranger.getByRole("navigation")).toHaveCount(0);
  await pictures(stranger).first().click();
  await expect(stranger.getByText("1 of 3")).toBeVisible();
  await stranger.keyboard.press("ArrowRight");
  await expect(stranger.getByText("2 of 3")).toBeVisible();
  const download = stranger.waitForEvent("download");
  await stranger.getByRole("link", { name: "Save this picture" }).click();
  expect((await download).suggestedFilename()).not.toContain("IMG_");
  await stranger.keyboard.press("Escape");
  await expect(pictures(stranger).nth(1)).toBeFocused();

  await stranger.reload();
  await expect(pictures(stranger)).toHaveCount(3);
  expect(await stranger.content()).not.toMatch(/IMG_|Our journey/);
  await expect(stranger.locator('meta[name="robots"]')).toHaveAttribute("content", /noindex/);
  await expect(stranger.locator('meta[name="referrer"]')).toHaveAttribute("content", "no-referrer");

  await page.goto("/sharing");
  const row = page.getByRole("listitem").filter({ hasText: "Two weeks in May" });
  await expect(row).toContainText(/opened once/);
  await row.getByRole("button", { name: "Close Two weeks in May for good" }).click();
  await row.getByRole("button", { name: "Close the link" }).click();
  await expect(row).toContainText("Closed");
  expect((await stranger.goto(url))?.status()).toBe(404);
  await expect(stranger.getByRole("heading", { name: "This link does not open anything" })).toBeVisible();
  await context.close();
});

test("a link to a selection shows just that, and one to a collection takes pictures where it says so", async ({
  page,
  member,
  browser,
  app,
}) => {
  expect(member.username).toBeTruthy();
  const photos = await makePhotos(4);
  const ids = await fillLibrary(page, photos.slice(0, 3));
  await page.goto("/");
  await page.getByRole("link", { name: /^IMG_0001\.jpg/ }).focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Share by a link" }).click();
  const dialog = page.getByRole("dialog", { name: "Share 1 picture by a link" });
  await dialog.getByLabel("Title").fill("This one");
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const context = await browser.newContext();
  const stranger = await context.newPage();
  await stranger.goto(await dialog.getByLabel("Address of the share link").inputValue());
  await expect(stranger.getByRole("heading", { name: "This one" })).toBeVisible();
  await expect(pictures(stranger)).toHaveCount(1);
  await expect(stranger.getByRole("button", { name: "Add pictures" })).toHaveCount(0);

  const collectionId = await makeCollection(page, "Everybody's pictures", ids.slice(0, 1));
  const made = await page.request.post("/api/v1/links", {
    data: { collectionId, title: "Bring yours", allowAdd: true, allowDownload: false },
    headers: { origin: app.url },
  });
  await stranger.goto(new URL(((await made.json()) as { path: string }).path, app.url).href);
  await expect(stranger.getByRole("link", { name: "Save all as a zip" })).toHaveCount(0);
  const chooser = stranger.waitForEvent("filechooser");
  await stranger.getByRole("button", { name: "Add pictures" }).click();
  const file = { name: "from-a-friend.jpg", mimeType: "image/jpeg", buffer: Buffer.from(photos[3]?.bytes ?? []) };
  await (await chooser).setFiles([file, { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") }]);
  await expect(stranger.getByRole("status")).toHaveText("1 added, 1 not added");
  await expect(stranger.getByRole("list", { name: "Not added" })).toContainText("notes.txt");
  await expect(pictures(stranger)).toHaveCount(2);
  await context.close();
  await waitUntilProcessed(await visitorOf(page));
});

test("an invitation by link takes a person in once, after they signed in", async ({ page, member, browser, app }) => {
  expect(member.username).toBeTruthy();
  await makeCollection(page, "For later", await fillLibrary(page, await makePhotos(1)));
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByLabel("Invite").fill("somebody@example.net");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const url = await page.getByLabel("Link of the invitation for somebody@example.net").inputValue();

  const friend = await openPerson(browser, app);
  await friend.page.context().clearCookies();
  await friend.page.goto(url);
  await expect(friend.page).toHaveURL(/sign-in/);
  await friend.page.getByLabel("Username or e-mail address").fill(friend.person.username);
  await friend.page.getByLabel("Password", { exact: true }).fill(friend.person.password);
  await friend.page.getByRole("button", { name: "Sign in" }).click();
  await expect(friend.page.getByText(`${member.username} shares For later with you.`)).toBeVisible();
  await friend.page.getByRole("button", { name: "Join the collection" }).click();
  await expect(friend.page.getByRole("heading", { name: "For later" })).toBeVisible();
  await friend.page.goto(url);
  await expect(friend.page.getByRole("heading", { name: "This invitation is over" })).toBeVisible();
  await friend.close();
});

test("a collection is shared with a group, which is made, filled and renamed", async ({ page, member, browser, app }) => {
  expect(member.username).toBeTruthy();
  const friend = await openPerson(browser, app);
  const collectionId = await makeCollection(page, "Grandparents", await fillLibrary(page, await makePhotos(1)));
  await page.getByRole("link", { name: "Sharing", exact: true }).click();
  await page.getByRole("button", { name: "New group" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Famly");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.getByLabel("Add to Famly").fill(friend.person.username);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("list", { name: "People in Famly" })).toContainText(friend.person.username);
  await page.getByRole("button", { name: "Rename Famly" }).click();
  await page.getByLabel("Name of the group").fill("Family");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Rename Family" })).toBeVisible();

  await page.goto(`/collections/${collectionId}`);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("button", { name: "Choose a group" }).click();
  await page.getByRole("menuitem", { name: "Family" }).click();
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByRole("list", { name: "Shared with" })).toContainText("Group of 1 person");
  await friend.page.goto("/collections");
  await friend.page.getByRole("link", { name: /Grandparents/ }).click();
  await expect(friend.page.getByRole("heading", { name: "Grandparents" })).toBeVisible();
  await friend.close();
});
