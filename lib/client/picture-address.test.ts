import { expect, test } from "vitest";
import { readPictureAddress } from "./picture-address";

const read = (given: Record<string, string>) => readPictureAddress({ getData: (type) => given[type] ?? "" }, "http://magpie.local:3210");
const imageId = "01900000-0000-7000-8000-000000000000";

test("text that is only an address is a picture of the web", () => {
  expect(read({ "text/plain": " https://example.org/a%20dog.jpg?size=2#x\n" })).toEqual({
    url: "https://example.org/a%20dog.jpg?size=2#x",
  });
  for (const text of [
    "see https://example.org/a.jpg",
    "https://a.org/1.jpg https://a.org/2.jpg",
    "ftp://a.org/1.jpg",
    "https://",
    "dog",
    "",
  ])
    expect(read({ "text/plain": text }), text).toBeUndefined();
});

test("of a list of addresses the first one counts, not its remarks", () => {
  expect(read({ "text/uri-list": "# a dog\r\nhttps://example.org/dog.jpg\r\nhttps://example.org/cat.jpg" })).toEqual({
    url: "https://example.org/dog.jpg",
  });
});

test("a picture dragged out of a page is meant itself, not the page that it leads to", () => {
  const html = '<meta charset="utf-8"><a href="https://example.org/page"><img alt="x" src="https://example.org/dog.jpg?a=1&amp;b=2"></a>';
  expect(read({ "text/uri-list": "https://example.org/page", "text/html": html })).toEqual({ url: "https://example.org/dog.jpg?a=1&b=2" });
  const inline = '<img src="data:image/png;base64,AAAA">';
  expect(read({ "text/uri-list": "https://example.org/page", "text/html": inline })).toEqual({ url: "https://example.org/page" });
  expect(read({ "text/plain": "some words", "text/html": `some <img src="https://example.org/dog.jpg"> words` })).toBeUndefined();
});

test("an address of this library is its image, or no picture", () => {
  const here = "http://magpie.local:3210";
  expect(read({ "text/uri-list": `${here}/images/${imageId}` })).toEqual({ imageId });
  expect(read({ "text/plain": `${here}/api/v1/images/${imageId}/thumbnail?size=small&v=1` })).toEqual({ imageId });
  expect(read({ "text/plain": `${here}/collections` })).toBeUndefined();
});
