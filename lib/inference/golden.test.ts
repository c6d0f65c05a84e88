import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Decoder } from "@/lib/imaging/decoder";
import { openTestDecoder } from "@/lib/imaging/testing";
import { readEmbeddings } from "@/lib/inference/choose-tensor";
import { embedImages } from "@/lib/inference/embed-images";
import { embedText } from "@/lib/inference/embed-text";
import { findSearchModel, type SearchModel } from "@/lib/inference/model-store";
import { startTestInference, type TestInference } from "@/lib/inference/testing";
import { loadTokenizer } from "@/lib/vision/tokenizer";
import { cosineSimilarity, dotProduct } from "@/lib/vision/vector";

const { MODEL_MIRROR: mirror, MAGPIE_DATA: data } = process.env;

const goldenSchema = z.object({
  images: z.array(z.object({ file: z.string(), first16: z.array(z.number()), norm: z.number() })),
  texts: z.array(z.object({ text: z.string(), input_ids: z.array(z.number()), first16: z.array(z.number()) })),
  cosines: z.array(z.array(z.number())),
  synthetic: z.object({ first16: z.array(z.number()), norm: z.number() }),
});

const first16 = (vector: Float32Array | undefined) => Float32Array.from(vector?.subarray(0, 16) ?? []);

describe.skipIf(!mirror)("the stand-in model gives the numbers it was published with (needs MODEL_MIRROR)", () => {
  let server: TestInference;
  let decoder: Decoder;
  let model: SearchModel;
  let golden: z.infer<typeof goldenSchema>;

  beforeAll(async () => {
    const folder = path.join(mirror ?? "", "starter-clip");
    golden = goldenSchema.parse(JSON.parse(await readFile(path.join(folder, "golden.json"), "utf8")));
    decoder = openTestDecoder();
    server = await startTestInference({ SEARCH_MODEL: folder });
    const found = await findSearchModel(server.config);
    if (found.status !== "ready") throw new Error(found.reason);
    model = found.model;
  });

  afterAll(async () => {
    await decoder?.close();
    await server?.stop();
  });

  const embedPicture = async (file: string) => {
    const { tensor } = await decoder.decode({ path: path.join(data ?? "", file), want: { tensor: model.tensor } });
    const [embedding] = await embedImages(server.inference, model, tensor ? [tensor] : []);
    return embedding;
  };

  test("texts become its token ids and vectors", async () => {
    const tokenizer = await loadTokenizer(model.tokenizerFile);
    for (const { text, input_ids, first16: expected } of golden.texts) {
      expect(tokenizer.encode(text, model.contextLength)).toEqual(input_ids);
      expect(cosineSimilarity(first16(await embedText(server.inference, model, text)), Float32Array.from(expected))).toBeGreaterThanOrEqual(
        0.999,
      );
    }
  });

  test("the synthetic picture becomes its vector", async () => {
    const pixels = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => Math.sin(i * 0.001));
    const outputs = await server.inference.infer(model.visionModel, [{ name: "pixel_values", shape: [1, 3, 224, 224], data: pixels }]);
    const [raw] = readEmbeddings(outputs, 1, model.dimension);
    for (const [i, value] of golden.synthetic.first16.entries()) expect(raw?.[i]).toBeCloseTo(value, 3);
  });

  test("a text of which it knows no word has no embedding", async () => {
    expect(await embedText(server.inference, model, "今天天气")).toBeUndefined();
  });

  test.skipIf(!data)("pictures become its vectors, and every cosine is within 0.002 (needs MAGPIE_DATA)", async () => {
    const pictures = await Promise.all(golden.images.map(({ file }) => embedPicture(file)));
    for (const [row, picture] of pictures.entries()) {
      const { first16: expected } = golden.images[row] ?? { first16: [] };
      expect(cosineSimilarity(first16(picture), Float32Array.from(expected))).toBeGreaterThanOrEqual(0.999);
      for (const [column, { text }] of golden.texts.entries()) {
        const words = await embedText(server.inference, model, text);
        if (!picture || !words) throw new Error("no embedding");
        expect(Math.abs(dotProduct(picture, words) - (golden.cosines[row]?.[column] ?? Number.NaN))).toBeLessThanOrEqual(0.002);
      }
    }
  });
});
