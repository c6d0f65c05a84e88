/** Rows of tiles like a timeline whose pictures have not arrived: widths are aspect ratios, colours two hues each. */
const rows: [aspect: number, hue: number, otherHue: number][][] = [
  [
    [1.5, 62, 25],
    [0.75, 205, 250],
    [1.33, 140, 95],
    [1.78, 235, 330],
    [1, 40, 75],
    [1.5, 190, 160],
    [0.75, 15, 55],
  ],
  [
    [1, 255, 205],
    [1.78, 45, 20],
    [1.33, 165, 205],
    [0.67, 85, 120],
    [1.5, 310, 260],
    [1, 210, 80],
    [1.5, 30, 350],
  ],
  [
    [1.33, 110, 150],
    [1.5, 220, 250],
    [1, 20, 60],
    [1.5, 75, 45],
    [0.75, 195, 230],
    [1.78, 285, 330],
    [1, 130, 90],
  ],
];

/** What will be here one day, out of focus. Only decoration. */
export function PictureWall() {
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-x-0 top-0 -z-10 h-[24rem] select-none overflow-hidden opacity-70 [mask-image:linear-gradient(to_bottom,black_5%,transparent_92%)] dark:opacity-55"
    >
      <div className="flex w-[max(100%,72rem)] flex-col gap-1.5 p-1.5">
        {rows.map((row) => (
          <div key={row.map(([aspect]) => aspect).join()} className="flex h-32 gap-1.5">
            {row.map(([aspect, hue, otherHue]) => (
              <div
                key={`${hue}-${otherHue}`}
                className="rounded-sm"
                style={{ flexGrow: aspect, background: tileBackground(hue, otherHue) }}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function tileBackground(hue: number, otherHue: number): string {
  const near = `light-dark(oklch(0.79 0.075 ${hue}), oklch(0.45 0.07 ${hue}))`;
  const far = `light-dark(oklch(0.9 0.05 ${otherHue}), oklch(0.28 0.055 ${otherHue}))`;
  return `radial-gradient(120% 90% at 30% 85%, ${near}, ${far})`;
}
