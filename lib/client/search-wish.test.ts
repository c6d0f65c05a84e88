import { expect, test } from "vitest";
import {
  type SearchWish,
  savedAddressOf,
  searchAddressOf,
  searchWishOf,
  thingPictureOf,
  toSavedPictures,
  wishOfSaved,
} from "./search-wish";

const again = (wish: SearchWish) => searchWishOf(new URL(searchAddressOf(wish), "http://host").searchParams);

test("a wish is what its address says", () => {
  const wish: SearchWish = {
    q: "cake -tag:party",
    pictures: [
      { source: { imageId: "01900000-0000-7000-8000-000000000000" }, weight: 1 },
      { source: { imageId: "01900000-0000-7000-8000-000000000001" }, weight: -1, region: { left: 0, top: 0.25, width: 1, height: 0.5 } },
      { source: { url: "https://example.org/a;b?c=1,2" }, weight: 0.5 },
      { source: { pictureId: "abc" }, weight: 2 },
    ],
  };
  expect(again(wish)).toEqual(wish);
});

test("things are recognised in one picture only", () => {
  const part = { source: { pictureId: "abc" }, weight: 1 };
  const wish: SearchWish = { q: "", pictures: [part], things: true };
  expect(again(wish)).toEqual(wish);
  expect(thingPictureOf(wish)).toEqual(part.source);
  expect(again({ ...wish, pictures: [part, part] })).toEqual({ q: "", pictures: [part, part] });
  expect(thingPictureOf({ q: "", pictures: [part, part] })).toBeUndefined();
});

test("an address without a wish, and one as links have it, are read", () => {
  expect(searchWishOf(new URLSearchParams("q=+"))).toBeUndefined();
  expect(searchWishOf(new URLSearchParams("like=some-id"))).toEqual({ q: "", pictures: [{ source: { imageId: "some-id" }, weight: 1 }] });
  expect(searchAddressOf({ q: " ", pictures: [] })).toBe("/search");
});

test("a kept search asks for its line and its pictures", () => {
  const picture = { imageId: "01900000-0000-7000-8000-000000000000", weight: -1 };
  const region = { left: 0, top: 0, width: 0.5, height: 1 };
  expect(wishOfSaved({ query: "cake", pictures: [picture, { ...picture, region }] })).toEqual({
    q: "cake",
    pictures: [
      { source: { imageId: picture.imageId }, weight: -1 },
      { source: { imageId: picture.imageId }, weight: -1, region },
    ],
  });
});

test("a kept search of which nothing is left leads to where that is said", () => {
  expect(savedAddressOf({ query: "cake", pictures: [] })).toBe("/search?q=cake");
  expect(savedAddressOf({ query: "", pictures: [] })).toBe("/collections#saved-searches");
});

test("only pictures of the library can be kept with a search", () => {
  const region = { left: 0, top: 0, width: 0.5, height: 1 };
  const part = { source: { imageId: "01900000-0000-7000-8000-000000000000" }, weight: 2, region };
  expect(toSavedPictures({ q: "", pictures: [part] })).toEqual([{ imageId: part.source.imageId, weight: 2, region }]);
  expect(toSavedPictures({ q: "cake", pictures: [] })).toEqual([]);
  for (const source of [{ url: "https://example.org/a.jpg" }, { pictureId: "abc" }])
    expect(toSavedPictures({ q: "", pictures: [part, { source, weight: 1 }] })).toBeUndefined();
});
