import type { APIRequestContext, Page } from "@playwright/test";
import { createCollection } from "@/lib/collections/schema";
import { createLink, revokeLink } from "@/lib/sharing/link-schema";
import { answerInvitation, inviteMember, listInvitations } from "@/lib/sharing/schema";
import { canaryFormats, makeCanaryPicture } from "../fixtures/canary-pictures";
import { fillLibrary, makePhotos, visitorOf } from "../fixtures/fill-library";
import { findCanaries, metadataBlocks } from "../fixtures/find-canaries";
import { signUpOnPage } from "../fixtures/sign-in-on-page";
import { expect, makeMember, test } from "../fixtures/story";

/** One picture per format, each field of which could tell on its owner. */
async function fillWithCanaries(page: Page): Promise<string[]> {
  const pictures = await Promise.all(canaryFormats.map((format, number) => makeCanaryPicture(number, format)));
  return fillLibrary(
    page,
    pictures.map(({ fileName: name, bytes }) => ({ name, bytes })),
    { detectDuplicates: false },
  );
}

/** Keeps everything that a page receives but the app's own scripts and styles, and says where a canary is in it. */
function watchForCanaries(page: Page): () => Promise<{ received: number; found: string[] }> {
  const seen: Promise<{ url: string; bytes: Buffer }>[] = [];
  page.on("response", (response) => {
    if (new URL(response.url()).pathname.startsWith("/_next/static/")) return;
    // Read at once: the browser forgets what an earlier page received.
    const read = Promise.all([response.allHeaders().catch(() => ({})), response.body().catch(() => Buffer.alloc(0))]);
    seen.push(
      read.then(([headers, body]) => ({ url: response.url(), bytes: Buffer.concat([Buffer.from(JSON.stringify(headers)), body]) })),
    );
  });
  return async () => {
    const responses = await Promise.all(seen);
    const found = responses.flatMap(({ url, bytes }) => findCanaries(bytes, metadataBlocks).map((unwanted) => `${unwanted} in ${url}`));
    return { received: responses.filter(({ bytes }) => bytes.length > 1_000).length, found };
  };
}

async function expectCleanDownload(request: APIRequestContext, path: string) {
  const response = await request.get(path);
  expect(response.status(), path).toBe(200);
  expect(findCanaries(Buffer.concat([Buffer.from(JSON.stringify(response.headers())), await response.body()]), metadataBlocks)).toEqual([]);
}

const pictures = (page: Page) => page.getByRole("region", { name: "Pictures" }).getByRole("link");

test("a link shows a collection without an account, and nothing that tells on its owner", async ({ page, member, browser, app }) => {
  expect(member.username).toBeTruthy();
  const imageIds = await fillWithCanaries(page);
  const owner = await visitorOf(page);
  const collection = await owner.call(createCollection, { name: "Journey", imageIds });
  const { path } = await owner.call(createLink, { collectionId: collection.id, allowOriginals: true });
  const listenToOwner = watchForCanaries(page);
  await page.goto(`/collections/${collection.id}`);
  await expect(page.getByRole("link", { name: /^CANARY-NAME/ })).toHaveCount(imageIds.length);
  expect((await listenToOwner()).found).not.toEqual([]);

  const context = await browser.newContext({ baseURL: app.url });
  const visitor = await context.newPage();
  const listen = watchForCanaries(visitor);
  await visitor.goto(path);
  await expect(visitor.getByRole("heading", { name: "Journey" })).toBeVisible();
  await expect(pictures(visitor)).toHaveCount(imageIds.length);
  await pictures(visitor).first().click();
  await expect(visitor.getByRole("dialog")).toBeVisible();
  for (let step = 1; step < imageIds.length; step++) await visitor.keyboard.press("ArrowRight");
  await visitor.waitForLoadState("networkidle");
  const { received, found } = await listen();
  expect(received).toBeGreaterThan(imageIds.length);
  expect(found).toEqual([]);

  const shared = `/api/v1/shared/${path.slice("/s/".length)}`;
  for (const imageId of imageIds) await expectCleanDownload(context.request, `${shared}/images/${imageId}/original`);
  await expectCleanDownload(context.request, `${shared}/archive`);
  expect((await context.request.get(`/api/v1/images/${imageIds[0]}`)).status()).toBe(401);
  await context.close();
});

test("a viewer sees a shared collection in the library, and nothing that tells on its owner", async ({ page, member, browser, app }) => {
  expect(member.username).toBeTruthy();
  const imageIds = await fillWithCanaries(page);
  const owner = await visitorOf(page);
  const collection = await owner.call(createCollection, { name: "Shared journey", imageIds });

  const context = await browser.newContext({ baseURL: app.url });
  const other = await context.newPage();
  const viewer = makeMember();
  await signUpOnPage(other, app.url, viewer);
  await owner.call(inviteMember, { collectionId: collection.id, person: viewer.username, role: "viewer" });
  const guest = await visitorOf(other);
  const [invitation] = (await guest.call(listInvitations, {})).invitations;
  await guest.call(answerInvitation, { invitationId: invitation?.id ?? "", accept: true });

  const listen = watchForCanaries(other);
  await other.goto(`/collections/${collection.id}`);
  await expect(other.getByRole("heading", { name: "Shared journey" })).toBeVisible();
  await other.goto("/collections");
  await expect(other.getByRole("link", { name: /Shared journey/ }).first()).toBeVisible();
  for (const imageId of imageIds) {
    await other.goto(`/images/${imageId}`);
    await other.waitForLoadState("networkidle");
  }
  const { received, found } = await listen();
  expect(received).toBeGreaterThan(imageIds.length);
  expect(found).toEqual([]);
  expect((await context.request.get(`/api/v1/images/${imageIds[0]}/original`)).status()).toBe(403);
  await context.close();
});

test("a link asks for its password, and is closed at once when its owner closes it", async ({ page, member, browser, app }) => {
  expect(member.username).toBeTruthy();
  const imageIds = await fillLibrary(page, await makePhotos(2));
  const owner = await visitorOf(page);
  const { link, path } = await owner.call(createLink, { imageIds, title: "Two of them", password: "open sesame" });

  const context = await browser.newContext({ baseURL: app.url });
  const visitor = await context.newPage();
  await visitor.goto(path);
  await expect(visitor.getByRole("heading", { name: "Behind a password" })).toBeVisible();
  const password = visitor.getByLabel("Password");
  await password.fill("open simsim");
  await password.press("Enter");
  await expect(visitor.getByText("That is not the password of this link.")).toBeVisible();
  await password.fill("open sesame");
  await password.press("Enter");
  await expect(pictures(visitor)).toHaveCount(2);
  expect(visitor.url()).not.toContain("sesame");
  await visitor.reload();
  await expect(pictures(visitor)).toHaveCount(2);
  const thumbnail = `/api/v1/shared/${path.slice("/s/".length)}/images/${imageIds[0]}/thumbnail`;
  expect((await context.request.get(thumbnail)).status()).toBe(200);
  expect((await page.request.get(thumbnail)).status()).toBe(401);

  await owner.call(revokeLink, { linkId: link.id });
  expect((await context.request.get(thumbnail)).status()).toBe(404);
  await visitor.reload();
  await expect(visitor.getByRole("heading", { name: "This link does not open anything" })).toBeVisible();
  await context.close();
});

test("whoever has a link that takes pictures adds one, and it becomes the owner's", async ({ page, member, browser, app }) => {
  expect(member.username).toBeTruthy();
  const owner = await visitorOf(page);
  const collection = await owner.call(createCollection, { name: "Wedding" });
  const { path } = await owner.call(createLink, { collectionId: collection.id, allowAdd: true });

  const context = await browser.newContext({ baseURL: app.url });
  const visitor = await context.newPage();
  await visitor.goto(path);
  const [photo] = await makePhotos(1);
  await visitor
    .getByLabel("Choose pictures")
    .setInputFiles({ name: "from a guest.jpg", mimeType: "image/jpeg", buffer: Buffer.from(photo?.bytes ?? []) });
  await expect(visitor.getByRole("status").filter({ hasText: "1 added" })).toBeVisible();
  await expect(pictures(visitor)).toHaveCount(1);
  await context.close();

  await page.goto(`/collections/${collection.id}`);
  await expect(page.getByRole("link", { name: /^from a guest\.jpg/ })).toBeVisible();
});
