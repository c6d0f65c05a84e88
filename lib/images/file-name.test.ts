import { describe, expect, it } from "vitest";
import { numberFileName, toArchiveName, toSafeFileName } from "./file-name";

describe("the name under which an original is kept", () => {
  it.each([
    ["IMG_0001.JPG", "IMG_0001.JPG"],
    ["holiday/2024\\beach.jpeg", "beach.jpeg"],
    ["../../etc/passwd", "passwd.jpg"],
    ["a\0b\u202Egpj.exe", "abgpj.exe.jpg"],
    ["picture.png", "picture.jpg"],
    ["no extension", "no extension.jpg"],
    ["v1.2 final", "v1.2 final.jpg"],
    [".hidden.jpg", "hidden.jpg"],
    ["..", "picture.jpg"],
    ["", "picture.jpg"],
    ["con.jpg", "_con.jpg"],
    ['what? "this": *.jpg', "what_ _this__ _.jpg"],
    ["cafe\u0301.jpg", "caf\u00e9.jpg"],
    ["鳥の写真.jpg", "鳥の写真.jpg"],
    ["\ud800.jpg", "\ufffd.jpg"],
  ])("%j becomes %j", (name, expected) => {
    expect(toSafeFileName(name, "image/jpeg")).toBe(expected);
  });

  it("is at most 200 bytes and keeps its extension, also when it is numbered", () => {
    const name = toSafeFileName(`${"鳥".repeat(5_000)}.heic`, "image/heic");
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name.endsWith("鳥.heic")).toBe(true);
    const numbered = numberFileName(name, 12);
    expect(Buffer.byteLength(numbered)).toBeLessThanOrEqual(200);
    expect(numbered.endsWith("鳥 (12).heic")).toBe(true);
  });
});

describe("the name of an archive", () => {
  it.each([
    ["Summer / autumn", "Summer _ autumn.zip"],
    ["My pictures", "My pictures.zip"],
    ["../..", "_.zip"],
    ["夏", "夏.zip"],
  ])("of %j is %j", (title, name) => {
    expect(toArchiveName(title)).toBe(name);
  });
});
