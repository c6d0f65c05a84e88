import { expect, test, vi } from "vitest";
import { AppError } from "../errors";
import { readPictureRequest } from "./picture-request";

const bytes = new Uint8Array(300_000).map((_, index) => index);
const post = (body: BodyInit | null, headers: Record<string, string> = {}, address = "http://localhost/") =>
  new Request(address, { method: "POST", body, headers, ...({ duplex: "half" } as object) });

/** The fields, and the files whole. */
async function read(request: Request, idleMs?: number) {
  const files: Record<string, Buffer> = {};
  const take = async (name: string, picture: AsyncIterable<Uint8Array>) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of picture) chunks.push(chunk);
    files[name] = Buffer.concat(chunks);
  };
  const fields = await readPictureRequest(request, take, idleMs);
  return { fields, files };
}

test("a raw body is the picture, beside the fields of the address", async () => {
  const { fields, files } = await read(post(bytes, { "content-type": "image/png" }, "http://localhost/?limit=5&tag=a&tag=b"));
  expect(fields).toEqual({ limit: "5", tag: ["a", "b"] });
  expect(files.picture?.equals(bytes)).toBe(true);
});

test("a form holds files by name, fields, and fields of JSON", async () => {
  const form = new FormData();
  form.set("text", "[sic] a red circle");
  form.set("items", '[{"text":"blue","weight":-1}]');
  form.set("query", '{"limit":3,"favourite":true,"metadata":{"a":1}}');
  form.set("a", new Blob([bytes]), "a.png");
  form.set("b", new Blob([new Uint8Array(9)]), "b.png");
  const { fields, files } = await read(post(form));
  expect(fields).toEqual({
    text: "[sic] a red circle",
    items: [{ text: "blue", weight: -1 }],
    limit: 3,
    favourite: "true",
    metadata: '{"a":1}',
  });
  expect(files.a?.equals(bytes)).toBe(true);
  expect(files.b?.length).toBe(9);
});

test("a JSON body is fields, and comes before those of the address", async () => {
  const json = post(JSON.stringify({ text: "x", limit: 2 }), { "content-type": "application/json" }, "http://localhost/?limit=5&page=2");
  expect(await read(json)).toEqual({ fields: { text: "x", limit: 2, page: "2" }, files: {} });
  expect(await read(post(null))).toEqual({ fields: {}, files: {} });
});

test("what is no form and no JSON object, or holds too many files, is refused as input", async () => {
  const many = new FormData();
  for (const name of ["a", "b", "c", "d", "e"]) many.set(name, new Blob([bytes]), `${name}.png`);
  const type = { "content-type": "multipart/form-data" };
  const requests = [post("x", type), post("[1]", { "content-type": "application/json" }), post(many)];
  for (const request of requests) await expect(read(request)).rejects.toMatchObject({ code: "invalid-input" });
});

test("a picture that breaks off is told as such, raw or in a form", async () => {
  const broken = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.slice(0, 10));
        controller.error(new Error("gone"));
      },
    });
  const cut = `--b\r\ncontent-disposition: form-data; name="p"; filename="a.png"\r\n\r\nsome bytes`;
  const form = { "content-type": "multipart/form-data; boundary=b" };
  for (const request of [post(broken()), post(broken(), form), post(cut, form), post("x", form)])
    await expect(read(request)).rejects.toMatchObject({ code: "upload-interrupted" });
});

test("a body that goes quiet is given up", async () => {
  const quiet = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('--b\r\ncontent-disposition: form-data; name="p"; filename="a"\r\n\r\nbytes'));
      },
    });
  for (const type of ["image/png", "multipart/form-data; boundary=b"]) {
    await expect(read(post(quiet(), { "content-type": type }), 50)).rejects.toMatchObject({ code: "upload-interrupted" });
  }
});

test("a reader that has had enough ends it", async () => {
  let cancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(bytes),
    cancel() {
      cancelled = true;
    },
  });
  const refusal = new AppError("file-too-large", "Too large.");
  const taking = readPictureRequest(post(endless), async (_name, picture) => {
    for await (const _chunk of picture) throw refusal;
  });
  await expect(taking).rejects.toBe(refusal);
  await vi.waitUntil(() => cancelled, { timeout: 60_000 });
});
