import { type Calibration, centre, computeCalibration } from "@/lib/search/compute-calibration";
import { dotProduct } from "@/lib/vision/vector";
import { quantile } from "./table";

/** A library as one model sees it. */
export type Space = { pictures: Float32Array[]; background: Float32Array[] };

/**
 * How well something in a part of a library fits a query: higher is better. `similarities` are the
 * query's cosines to all pictures, `isThere` says which are in the library.
 */
export type Criterion = (similarities: Float64Array, isThere: boolean[], query: Float32Array) => number;

/** The criteria that are compared; the last is the one that search uses. */
export async function makeCriteria({
  pictures,
  background,
}: Space): Promise<{ criteria: Record<string, Criterion>; calibration: Calibration }> {
  const calibration = await computeCalibration(pictures, background);
  const centred = pictures.map((picture) => centre(picture, calibration.means.pictures));
  const byPicture = pictures.map((picture) => background.map((text) => dotProduct(text, picture)));
  const averages = byPicture.map((values) => meanOf(values));
  const spreads = byPicture.map((values) => spreadOf(values));
  const all = byPicture.flat();
  const [overall, temperature] = [meanOf(all), 1.5 * spreadOf(all)];
  const soft = byPicture.map((values) => Math.log(meanOf(values.map((value) => Math.exp((value - overall) / temperature)))));
  const each =
    (value: (similarity: number, index: number) => number): Criterion =>
    (similarities, isThere) =>
      Math.max(...present(similarities, isThere).map(({ similarity, index }) => value(similarity, index)));
  const values = (similarities: Float64Array, isThere: boolean[], _query: Float32Array) =>
    present(similarities, isThere)
      .map(({ similarity }) => similarity)
      .sort((a, b) => b - a);
  return {
    calibration,
    criteria: {
      "best cosine": each((similarity) => similarity),
      "best, in the library's deviations (z)": (...given) => {
        const found = values(...given);
        return ((found[0] ?? 0) - meanOf(found)) / spreadOf(found);
      },
      "best, over the next 50 (extreme values)": (...given) => {
        const found = values(...given);
        return ((found[0] ?? 0) - meanOf(found.slice(1, 51))) / spreadOf(found.slice(1, 51));
      },
      "best over the mean of the best 10": (...given) => {
        const found = values(...given).slice(0, 10);
        return (found[0] ?? 0) - meanOf(found);
      },
      "in the background's deviations (T-norm)": each((similarity, index) => (similarity - (averages[index] ?? 0)) / (spreads[index] ?? 1)),
      "against a softmax of the background": each((similarity, index) => (similarity - overall) / temperature - (soft[index] ?? 0)),
      "over the background's mean": each((similarity, index) => similarity - (averages[index] ?? 0)),
      "centred cosine, in levels": (_similarities, isThere, query) => {
        const direction = centre(query, calibration.means.texts);
        return Math.max(...centred.map((picture, index) => (isThere[index] ? dotProduct(picture, direction) : -1))) / calibration.level;
      },
    },
  };
}

function present(similarities: Float64Array, isThere: boolean[]) {
  return Array.from(similarities, (similarity, index) => ({ similarity, index })).filter(({ index }) => isThere[index]);
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function spreadOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

/** The value below which `lossShare` of the fitting queries lie. */
export const learnThreshold = (fitting: readonly number[], lossShare: number) => quantile(fitting, lossShare);

/** The area under the ROC curve: how often a fitting query has more than one that does not fit. */
export function computeAuroc(fitting: readonly number[], unfitting: readonly number[]): number {
  const sorted = [...unfitting].sort((a, b) => a - b);
  const below = (value: number, orEqual: boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = sorted[middle] as number;
      if (orEqual ? other <= value : other < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = fitting.reduce((sum, value) => sum + (below(value, false) + below(value, true)) / 2, 0);
  return wins / (fitting.length * sorted.length);
}
