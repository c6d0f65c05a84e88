import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createApiKey } from "@/lib/auth/create-api-key";
import { createTestActor } from "@/lib/auth/testing";
import type { Context } from "@/lib/context/context";
import { insertTestPicture, openPictureContext, type PictureTestContext } from "@/lib/images/testing";
import { limits } from "@/lib/limits";
import { makePicture } from "../api/pictures";
import { asRequest, headersOf, nextHeaders, origin, webContext } from "./browser";

vi.mock("next/headers", () => nextHeaders);
vi.mock("@/lib/context/web-context", () => webContext);

let pictures: PictureTestContext;
beforeAll(async () => {
  pictures = await openPictureContext();
});
afterAll(() => pictures.close());

test("who asks for ever new sizes of a picture is stopped, and sees what is kept all the same", async () => {
  const max = limits.auth.requestsPerLease;
  const { config } = pictures;
  const { GET } = await import("@/app/api/v1/images/[imageId]/thumbnail/route");
  const ctx = { ...pictures, config: { ...config, api: { ...config.api, requestsPerMinute: max } } } as unknown as Context;
  const actor = await createTestActor(pictures);
  const imageId = await insertTestPicture(pictures, actor, await makePicture(), { contentType: "image/jpeg" });
  const { key } = await createApiKey({ ...pictures, actor }, { name: "thumbnails", scopes: ["read"] });
  const artefact = { bearer: key };
  const ask = async (size: number | string) => {
    const headers = headersOf(artefact);
    const request = new Request(`${origin}/api/v1/images/${imageId}/thumbnail?size=${size}`, { headers });
    const answer = await asRequest(ctx, artefact, headers, () => GET(request, { params: Promise.resolve({ imageId }) }));
    await answer.arrayBuffer();
    return answer.status;
  };
  expect(await ask("small")).toBe(200);
  expect(await ask(64)).toBe(200);
  for (let made = 1; made < max; made++) expect(await ask(20 + made)).toBe(200);
  expect([await ask(90), await ask(128), await ask(20)]).toEqual([429, 429, 429]);
  expect([await ask(64), await ask("small"), await ask("large")]).toEqual([200, 200, 200]);
});
