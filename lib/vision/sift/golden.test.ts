import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import golden from "@/e2e/golden/sift.json";
import { goldenPath, readGrey } from "@/e2e/golden/write-grey";
import { extractSift, rootDescriptors } from "./extract-features";

const data = process.env.MAGPIE_DATA;
const bytes = readFileSync(path.resolve(import.meta.dirname, "../../../e2e/golden/sift.bin"));

type Reference = { x: number; y: number; size: number; angle: number; root: Float32Array };

/** OpenCV turns the other way: its direction k is ours −k. */
function readReferences(name: string): Reference[] {
  let offset = 0;
  for (const picture of golden.pictures) {
    const { count } = picture;
    if (picture.name === name) {
      const places = new Float32Array(bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + 16 * count));
      const numbers = Float32Array.from(bytes.subarray(offset + 16 * count, offset + 144 * count));
      const turned = numbers.map((_, at) => numbers[at - (at % 8) + ((8 - (at % 8)) % 8)] as number);
      const roots = rootDescriptors(turned);
      return Array.from({ length: count }, (_, at) => {
        const [x, y, size, degrees] = places.subarray(4 * at) as unknown as [number, number, number, number];
        // OpenCV 4.6 leaves the quarter pixel that doubling moved the picture by.
        return { x: x - 0.25, y: y - 0.25, size, angle: (degrees / 180) * Math.PI, root: roots.subarray(128 * at, 128 * (at + 1)) };
      });
    }
    offset += 144 * count;
  }
  throw new Error(`no ${name}`);
}

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);

function nearest(own: Float32Array, others: Float32Array[]): number {
  let best = 0;
  for (let at = 1; at < others.length; at++) {
    if (cosine(own, others[at] as Float32Array) > cosine(own, others[best] as Float32Array)) best = at;
  }
  return best;
}

async function compareWithOpenCv(name: string) {
  const references = readReferences(name);
  const found = extractSift(await readGrey(goldenPath(name, data ?? "")), { featuresMax: 300, doubled: true });
  const roots = rootDescriptors(found.numbers);
  const ours = Array.from({ length: found.count }, (_, at) => roots.subarray(128 * at, 128 * (at + 1)));
  const theirs = references.map(({ root }) => root);
  const same = ({ x, y, size }: Reference, at: number) =>
    Math.hypot((found.x[at] as number) - x, (found.y[at] as number) - y) < 1.5 &&
    Math.abs(Math.log((found.size[at] as number) / size)) < Math.log(1.2);
  let repeated = 0;
  let matched = 0;
  for (const [number, reference] of references.entries()) {
    if (ours.some((_, at) => same(reference, at))) repeated++;
    const at = nearest(reference.root, ours);
    const own = ours[at] as Float32Array;
    if (same(reference, at) && nearest(own, theirs) === number && cosine(own, reference.root) > 0.95) matched++;
  }
  return { repeatability: repeated / references.length, matchingScore: matched / references.length };
}

test("shapes and letters have the key points and descriptors that OpenCV finds", async () => {
  const { repeatability, matchingScore } = await compareWithOpenCv("shapes.png");
  expect(repeatability).toBeGreaterThan(0.97);
  expect(matchingScore).toBeGreaterThan(0.95);
});

const photographs = golden.pictures.map(({ name }) => name).filter((name) => name.endsWith(".jpg"));
test.skipIf(!data).each(photographs)(
  "photograph %s has the key points and descriptors that OpenCV finds (needs MAGPIE_DATA)",
  async (name) => {
    const { repeatability, matchingScore } = await compareWithOpenCv(name);
    expect(repeatability).toBeGreaterThan(0.97);
    expect(matchingScore).toBeGreaterThan(0.95);
  },
);
