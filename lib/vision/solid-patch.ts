import type { Residuals } from "./measure-residuals";

/** The largest patch that is changed throughout; its size as a share of the frame. */
export type Patch = {
  share: number;
  /** Share of the pixels in the corners of the upright rectangle around it that changed, too: near 1 where it is such a rectangle, 0 for an ellipse. */
  corners: number;
  /** Share of its pixels that have about its most frequent level. */
  flat: number;
};

const cellPx = 4;
/** A cell has changed where its mean has by so many levels, and by more than noise: fine texture that lies half a pixel off does not count. */
const changedLevels = 8;
/** Of a cell and its eight neighbours so many have changed where a patch is solid: lines and the edges of what lies a little off are not. */
const solidCells = 8;
const flatLevels = 6;
/** A row or column with fewer changed pixels is not of the rectangle. */
const edgeShare = 0.3;
/** Of each side of the rectangle; an ellipse as wide leaves corners of 0.146 free. */
const cornerShare = 0.12;
const none: Patch = { share: 0, corners: 0, flat: 0 };

/** Finds the largest patch of cells of 4 x 4 pixels that changed together with what is around them. */
export function findSolidPatch(compared: Residuals, levels: Float32Array): Patch {
  const [wide, high] = [Math.floor(compared.width / cellPx), Math.floor(compared.height / cellPx)];
  const changed = markCells(compared, wide, high);
  const core = new Uint8Array(changed.length);
  for (let at = 0; at < core.length; at++) if (changed[at] === 1 && countAround(changed, at, wide, high) >= solidCells) core[at] = 1;
  const patch = findLargest(core, wide);
  if (patch.length === 0) return none;
  return {
    share: patch.length / core.length,
    corners: measureCorners(compared, findBox(patch, wide)),
    flat: measureFlat(patch, levels, compared.width, wide),
  };
}

function markCells({ width, inside, residuals, tolerance }: Residuals, wide: number, high: number): Uint8Array {
  const cells = new Uint8Array(wide * high);
  for (let cell = 0; cell < cells.length; cell++) {
    const first = Math.floor(cell / wide) * cellPx * width + (cell % wide) * cellPx;
    let [pixels, sum] = [0, 0];
    for (let row = first; row < first + cellPx * width; row += width) {
      for (let at = row; at < row + cellPx; at++) {
        pixels += inside[at] as number;
        sum += residuals[at] as number;
      }
    }
    if (pixels === cellPx * cellPx && Math.abs(sum / pixels) > Math.max(changedLevels, tolerance)) cells[cell] = 1;
  }
  return cells;
}

/** Changed cells among a cell and its neighbours; those beyond the frame count, too. */
function countAround(changed: Uint8Array, at: number, wide: number, high: number): number {
  const [x, y] = [at % wide, Math.floor(at / wide)];
  let count = 0;
  for (let top = y - 1; top <= y + 1; top++) {
    for (let left = x - 1; left <= x + 1; left++) {
      const isBeyond = top < 0 || left < 0 || top >= high || left >= wide;
      count += isBeyond ? 1 : (changed[top * wide + left] as number);
    }
  }
  return count;
}

/** The largest set of marked cells that hang together by their sides. */
function findLargest(marks: Uint8Array, wide: number): number[] {
  const left = Uint8Array.from(marks);
  let largest: number[] = [];
  for (let start = 0; start < left.length; start++) {
    if (left[start] === 0) continue;
    left[start] = 0;
    const cells = [start];
    for (const cell of cells) {
      const x = cell % wide;
      for (const next of [x > 0 ? cell - 1 : -1, x < wide - 1 ? cell + 1 : -1, cell - wide, cell + wide]) {
        if (left[next] !== 1) continue;
        left[next] = 0;
        cells.push(next);
      }
    }
    if (cells.length > largest.length) largest = cells;
  }
  return largest;
}

type Box = { left: number; top: number; right: number; bottom: number };

/** The rectangle around cells and those beside them, in pixels; right and bottom lie beyond it. */
function findBox(cells: readonly number[], wide: number): Box {
  const box = { left: Number.POSITIVE_INFINITY, top: Number.POSITIVE_INFINITY, right: 0, bottom: 0 };
  for (const cell of cells) {
    const [x, y] = [cell % wide, Math.floor(cell / wide)];
    box.left = Math.min(box.left, (x - 1) * cellPx);
    box.top = Math.min(box.top, (y - 1) * cellPx);
    box.right = Math.max(box.right, (x + 2) * cellPx);
    box.bottom = Math.max(box.bottom, (y + 2) * cellPx);
  }
  return box;
}

/** Draws the rectangle in to where something has changed along each side, and looks at its corners. */
function measureCorners(compared: Residuals, around: Box): number {
  const box = {
    left: Math.max(0, around.left),
    top: Math.max(0, around.top),
    right: Math.min(compared.width, around.right),
    bottom: Math.min(compared.height, around.bottom),
  };
  const isEmpty = (part: Partial<Box>) => countChanged(compared, { ...box, ...part }) < edgeShare;
  while (box.bottom - box.top > 2 && isEmpty({ bottom: box.top + 1 })) box.top++;
  while (box.bottom - box.top > 2 && isEmpty({ top: box.bottom - 1 })) box.bottom--;
  while (box.right - box.left > 2 && isEmpty({ right: box.left + 1 })) box.left++;
  while (box.right - box.left > 2 && isEmpty({ left: box.right - 1 })) box.right--;
  const sizeOf = (length: number) => Math.max(2, Math.round(cornerShare * length));
  const [wide, high] = [sizeOf(box.right - box.left), sizeOf(box.bottom - box.top)];
  const corners = [
    { ...box, right: box.left + wide, bottom: box.top + high },
    { ...box, left: box.right - wide, bottom: box.top + high },
    { ...box, right: box.left + wide, top: box.bottom - high },
    { ...box, left: box.right - wide, top: box.bottom - high },
  ];
  return corners.reduce((sum, corner) => sum + countChanged(compared, corner), 0) / corners.length;
}

/** The share of a rectangle's pixels that changed. */
function countChanged({ width, residuals, tolerance }: Residuals, { left, top, right, bottom }: Box): number {
  let changed = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) if (Math.abs(residuals[y * width + x] as number) > tolerance) changed++;
  }
  return changed / ((right - left) * (bottom - top));
}

function measureFlat(cells: readonly number[], levels: Float32Array, width: number, wide: number): number {
  const histogram = new Uint32Array(256);
  for (const cell of cells) {
    const first = Math.floor(cell / wide) * cellPx * width + (cell % wide) * cellPx;
    for (let row = first; row < first + cellPx * width; row += width) {
      for (let at = row; at < row + cellPx; at++) {
        const level = Math.floor(levels[at] as number);
        histogram[level] = (histogram[level] as number) + 1;
      }
    }
  }
  return findMostFrequent(histogram, flatLevels).count / (cells.length * cellPx * cellPx);
}

/** The level with most pixels within a few levels of it, the darkest of such, and how many these are. */
export function findMostFrequent(histogram: Uint32Array, within: number): { level: number; count: number } {
  let most = { level: 0, count: 0 };
  for (let centre = 0; centre < 256; centre++) {
    let sum = 0;
    for (let level = Math.max(0, centre - within); level <= Math.min(255, centre + within); level++) sum += histogram[level] as number;
    if (sum > most.count) most = { level: centre, count: sum };
  }
  return most;
}
