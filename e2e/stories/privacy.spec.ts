import { randomUUID } from "node:crypto";
import type { APIRequestContext, Page } from "@playwright/test";
import { fillLibrary, makePhotos } from "../fixtures/fill-library";
import { signUpOnPage } from "../fixtures/sign-in-on-page";
import { expect, makeMember, searchResults, test, tilesOf } from "../fixtures/story";

/** What an address answers, without the id that was asked for and what differs from request to request. */
async function answerOf(request: APIRequestContext, path: string, id: string) {
  const response = await request.fetch(path);
  const headers = Object.entries(response.headers()).filter(
    ([name]) => !["date", "content-length", "etag", "server-timing"].includes(name),
  );
  return { status: response.status(), headers, body: (await response.text()).replaceAll(id, "ID") };
}

/** What a page says at an address where there is nothing for its person: the not-found page, or the viewer over it. */
async function pageAnswerOf(page: Page, path: string): Promise<{ status: number | undefined; text: string | null; title: string }> {
  const response = await page.goto(path);
  const nothing = page
    .getByRole("heading", { name: "There is nothing here" })
    .or(page.getByRole("button", { name: "Back to the timeline" }));
  await expect(nothing.first()).toBeVisible();
  return {
    status: response?.status(),
    text: await page.getByRole("main").or(page.getByRole("dialog")).first().textContent(),
    title: await page.title(),
  };
}

test("a second account sees nothing of the first, and cannot tell its pictures from none", async ({ page, member, browser, app }) => {
  expect(member.username).toBeTruthy();
  const [imageId = ""] = await fillLibrary(page, await makePhotos(3));
  const origin = { headers: { origin: app.url } };
  const made = await page.request.post("/api/v1/collections", { data: { name: "Private things" }, ...origin });
  const collectionId = ((await made.json()) as { id: string }).id;

  const context = await browser.newContext({ baseURL: app.url });
  const other = await context.newPage();
  await signUpOnPage(other, app.url, makeMember());
  await expect(tilesOf(other, /^All pictures/)).toHaveCount(0);

  await other.goto("/search?q=red+circle");
  await expect(other.getByRole("heading", { name: "There are no pictures yet" })).toBeVisible();
  await fillLibrary(other, (await makePhotos(6)).slice(5));
  for (const path of ["/search?q=red+triangle", "/search?q=IMG_0000"]) {
    await other.goto(path);
    await expect(other.getByRole("status").filter({ hasText: /pictures? for/ })).toBeVisible();
    for (const label of await tilesOf(other, searchResults).evaluateAll((links) => links.map((link) => link.getAttribute("aria-label")))) {
      expect(label).toMatch(/^IMG_0005\.jpg/);
    }
  }

  const nobodys = randomUUID();
  for (const path of ["", "/thumbnail", "/thumbnail?size=1600", "/original", "/original?download=true", "/similar"]) {
    const [prefix, suffix] = ["/api/v1/images/", path];
    expect((await page.request.get(`${prefix}${imageId}${suffix}`)).status(), `the first account's own ${path}`).toBe(200);
    const real = await answerOf(other.request, `${prefix}${imageId}${suffix}`, imageId);
    expect(real.status, path).toBe(404);
    expect(real).toEqual(await answerOf(other.request, `${prefix}${nobodys}${suffix}`, nobodys));
  }
  for (const folder of ["/images", "/collections"]) {
    const theirs = folder === "/images" ? imageId : collectionId;
    expect(await pageAnswerOf(other, `${folder}/${theirs}`)).toEqual(await pageAnswerOf(other, `${folder}/${nobodys}`));
  }
  const collection = await answerOf(other.request, `/api/v1/collections/${collectionId}`, collectionId);
  expect(collection.status).toBe(404);
  expect(collection).toEqual(await answerOf(other.request, `/api/v1/collections/${nobodys}`, nobodys));

  for (const action of ["trash", "restore", "delete"]) {
    const send = async (id: string) => {
      const answer = await other.request.post(`/api/v1/images/${action}`, { data: { imageIds: [id] }, ...origin });
      return { status: answer.status(), body: (await answer.text()).replaceAll(id, "ID") };
    };
    expect(await send(imageId)).toEqual(await send(nobodys));
  }
  expect((await page.request.get(`/api/v1/images/${imageId}`)).status()).toBe(200);
  await context.close();
});

test("without an account nothing answers but the way in", async ({ page, member, browser, app }) => {
  expect(member.username).toBeTruthy();
  const [imageId = ""] = await fillLibrary(page, await makePhotos(1));
  const context = await browser.newContext({ baseURL: app.url });
  for (const path of ["/api/v1/images", "/api/v1/timeline", `/api/v1/images/${imageId}/original`, `/api/v1/images/${imageId}/thumbnail`]) {
    expect((await context.request.get(path)).status(), path).toBe(401);
  }
  const stranger = await context.newPage();
  for (const path of ["/", `/images/${imageId}`, "/search?q=red", "/collections", "/duplicates", "/trash", "/processing", "/settings"]) {
    await stranger.goto(path);
    await expect(stranger).toHaveURL(/\/sign-in/);
  }
  await context.close();
});
