import { expect, test } from "vitest";
import { parsePreprocessorConfig } from "@/lib/inference/preprocessor-config";

const clipColours = { image_mean: [0.48145466, 0.4578275, 0.40821073], image_std: [0.26862954, 0.26130258, 0.27577711] };
const clipSpec = {
  shortestSidePx: 224,
  width: 224,
  height: 224,
  resample: "bicubic",
  mean: clipColours.image_mean,
  std: clipColours.image_std,
};

test("CLIP's configuration scales the shortest side and crops the centre, in both spellings", () => {
  const common = { do_center_crop: true, do_normalize: true, do_resize: true, resample: 3, ...clipColours };
  expect(parsePreprocessorConfig({ ...common, crop_size: 224, size: 224 })).toEqual(clipSpec);
  expect(parsePreprocessorConfig({ ...common, crop_size: { height: 224, width: 224 }, size: { shortest_edge: 224 } })).toEqual(clipSpec);
});

test("SigLIP's configuration stretches", () => {
  const half = [0.5, 0.5, 0.5];
  expect(
    parsePreprocessorConfig({ do_resize: true, resample: 3, size: { height: 224, width: 224 }, image_mean: half, image_std: half }),
  ).toEqual({
    width: 224,
    height: 224,
    resample: "bicubic",
    mean: half,
    std: half,
  });
});

test("a configuration without sizes is refused", () => {
  expect(() => parsePreprocessorConfig({})).toThrow();
});
