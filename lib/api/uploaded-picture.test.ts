import { expect, test, vi } from "vitest";
import { readUploadedPicture } from "./uploaded-picture";

const bytes = new Uint8Array(300_000).map((_, index) => index);
const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request("http://localhost/", { method: "POST", body, headers, ...({ duplex: "half" } as object) });

async function readAll(request: Request): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readUploadedPicture(request)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test("a raw body is the picture", async () => {
  expect((await readAll(post(bytes, { "content-type": "image/png" }))).equals(bytes)).toBe(true);
});

test("of a form, the first file is the picture", async () => {
  const form = new FormData();
  form.set("note", "text");
  form.set("picture", new Blob([bytes]), "a.png");
  form.set("second", new Blob([new Uint8Array(9)]), "b.png");
  expect((await readAll(post(form))).equals(bytes)).toBe(true);
});

test("no body, no file and no form are refused as input", async () => {
  const form = new FormData();
  form.set("note", "text");
  const type = { "content-type": "multipart/form-data" };
  for (const request of [post(null), post(form), post("x", type), post("x", { "content-type": `${type["content-type"]}; boundary=b` })])
    await expect(readAll(request)).rejects.toMatchObject({ code: "invalid-input" });
});

test("a picture that breaks off is told as such", async () => {
  const broken = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, 10));
      controller.error(new Error("gone"));
    },
  });
  await expect(readAll(post(broken))).rejects.toMatchObject({ code: "upload-interrupted" });
  const cut = `--b\r\ncontent-disposition: form-data; name="p"; filename="a.png"\r\n\r\nsome bytes`;
  await expect(readAll(post(cut, { "content-type": "multipart/form-data; boundary=b" }))).rejects.toMatchObject({
    code: "upload-interrupted",
  });
});

test("a reader that has had enough ends it", async () => {
  let cancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(bytes),
    cancel() {
      cancelled = true;
    },
  });
  for await (const _chunk of readUploadedPicture(post(endless))) break;
  await vi.waitUntil(() => cancelled, { timeout: 60_000 });
});
