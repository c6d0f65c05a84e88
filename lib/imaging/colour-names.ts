/** The colours that pictures are described by, see `computeColours`. */
export const colourNames = [
  "red",
  "orange",
  "yellow",
  "green",
  "turquoise",
  "blue",
  "purple",
  "pink",
  "brown",
  "black",
  "grey",
  "white",
] as const;
export type ColourName = (typeof colourNames)[number];
