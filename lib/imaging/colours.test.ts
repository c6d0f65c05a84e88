import { expect, test } from "vitest";
import { type ColourName, colourNames } from "./colour-names";
import { computeColours, nameColour, toOklch } from "./colours";

/** The named colours of CSS with one plain name each, by their families there; those between two families have both. */
const css: [ColourName[], string][] = [
  [["red"], "f00 8b0000 b22222 dc143c a52a2a"],
  [["pink"], "ffc0cb ffb6c1 ff69b4 ff1493"],
  [["pink", "purple"], "c71585 db7093 ee82ee da70d6 d8bfd8 dda0dd f0f"],
  [["red", "pink"], "cd5c5c f08080 fa8072"],
  [["red", "orange"], "ff6347 ff4500 ff7f50 ffa07a"],
  [["orange", "pink"], "e9967a"],
  [["orange"], "ff8c00 ffa500"],
  [["yellow"], "ff0 ffd700 fafad2 f0e68c eee8aa"],
  [["yellow", "green"], "9acd32 adff2f bdb76b"],
  [["orange", "brown"], "cd853f f4a460"],
  [["red", "brown"], "800000"],
  [["brown"], "8b4513 a0522d d2691e b8860b bc8f8f deb887 d2b48c"],
  [["purple"], "800080 8b008b 9400d3 9932cc 4b0082 8a2be2 9370db ba55d3 639"],
  [["purple", "blue"], "6a5acd 483d8b 7b68ee"],
  [["blue"], "00f 0000cd 00008b 000080 191970 4169e1 4682b4 1e90ff 6495ed 87cefa 87ceeb add8e6 b0c4de 00bfff"],
  [["turquoise"], "40e0d0 00ced1 48d1cc 0ff 008b8b 20b2aa 5f9ea0 008080 7fffd4"],
  [["turquoise", "blue"], "b0e0e6 afeeee"],
  [["green"], "008000 006400 228b22 0f0 32cd32 90ee90 98fb98 8fbc8f 2e8b57 3cb371 00ff7f 00fa9a 6b8e23 556b2f 7cfc00 7fff00"],
  [["green", "turquoise"], "66cdaa"],
  [["green", "brown", "yellow"], "808000 daa520"],
  [["white"], "fff fffafa f0fff0 f5fffa f0ffff f0f8ff f8f8ff f5f5f5 fff5ee fffff0 fffaf0 faf0e6"],
  [["grey"], "808080 696969 a9a9a9 c0c0c0 708090 778899"],
  [["white", "purple"], "e6e6fa"],
  [["grey", "white"], "d3d3d3 dcdcdc"],
  [["black"], "000 111 222"],
  [["grey", "black", "turquoise"], "2f4f4f"],
];

function toRgb(hex: string): [number, number, number] {
  const six = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  return [0, 2, 4].map((at) => Number.parseInt(six.slice(at, at + 2), 16)) as [number, number, number];
}

test("the named colours of CSS have the plain names of their families", () => {
  const wrong = css.flatMap(([names, list]) =>
    list
      .split(" ")
      .map((hex) => ({ hex, names, named: nameColour(...toRgb(hex)) }))
      .filter(({ named }) => !names.includes(named))
      .map(({ hex, named }) => `${hex} of ${names} is called ${named} ${JSON.stringify(toOklch(...toRgb(hex)))}`),
  );
  expect(wrong).toEqual([]);
});

function paint(colours: [number, number, number][], channels: 3 | 4 = 3) {
  const data = Buffer.from(
    Array.from({ length: 100 * 100 }, (_, at) => [...(colours[at % colours.length] ?? [0, 0, 0]), ...(channels === 4 ? [255] : [])]).flat(),
  );
  return { width: 100, height: 100, channels, data };
}

test("colours come by their share, and those that fill too little are left out", () => {
  const [red, blue, green]: [number, number, number][] = [
    [220, 20, 30],
    [20, 60, 220],
    [20, 140, 40],
  ];
  expect(computeColours(paint([...Array(10).fill(blue), ...Array(5).fill(red)]))).toEqual(["blue", "red"]);
  expect(computeColours(paint([...Array(40).fill(blue), green]))).toEqual(["blue"]);
  expect(computeColours(paint([...Array(9).fill(blue), [128, 128, 128]]))).toEqual(["blue"]);
  expect(computeColours(paint([[128, 128, 128]], 4))).toEqual(["grey"]);
});

test("transparent pixels have no colour, and every colour has a name", () => {
  const clear = paint([[255, 0, 0]], 4);
  for (let at = 3; at < clear.data.length; at += 4) clear.data[at] = 0;
  expect(computeColours(clear)).toEqual([]);
  const named = new Set<string>();
  for (let red = 0; red < 256; red += 15)
    for (let green = 0; green < 256; green += 15) for (let blue = 0; blue < 256; blue += 15) named.add(nameColour(red, green, blue));
  expect([...named].sort()).toEqual([...colourNames].sort());
});
