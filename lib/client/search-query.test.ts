import { expect, test } from "vitest";
import { searchWishOf } from "./search-query";

const wishOf = (query: string) => searchWishOf(new URLSearchParams(query));

test("the address of the search page names words, an image of the library or a picture of this tab", () => {
  expect(wishOf("q=a%20dog")).toEqual({ by: "text", q: "a dog" });
  expect(wishOf("like=0190")).toEqual({ by: "image", imageId: "0190" });
  expect(wishOf("picture=abc")).toEqual({ by: "picture", pictureId: "abc" });
});

test("an address with only spaces asks for nothing", () => {
  expect(wishOf("q=%20%20")).toBeUndefined();
  expect(wishOf("")).toBeUndefined();
});
