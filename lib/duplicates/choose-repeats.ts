import type { Evidence } from "./evidence";
import type * as queries from "./queries";

/**
 * Views that agree less than this are told of, but nothing is held for them: from 0.7 to 0.9 lay shots of one series
 * in a trial (450,000 pairs with series of one person, ORB's features and another alignment); below, pictures
 * of one place at another time. Not measured anew with the agreement as it is here.
 */
const heldAgreementMin = 0.7;

function isHeldFor({ layer, verdict, distance }: Evidence): boolean {
  return verdict === "duplicate" || layer !== "view" || 1 - distance >= heldAgreementMin;
}

/**
 * Which images repeat which, of an image and its twins: the image itself when an older twin is in the library, by the
 * surest evidence; else the newer twins, when it is in the library. `evidence` comes surest first.
 */
export function chooseRepeats(
  image: Pick<queries.SubjectRow, "id" | "place" | "detectDuplicates">,
  twins: readonly queries.TwinRow[],
  evidence: readonly Evidence[],
): queries.Repeat[] {
  const enough = evidence.filter(isHeldFor);
  const inLibrary = twins.filter((twin) => twin.place === "library");
  const older = new Set(inLibrary.filter((twin) => twin.id < image.id).map((twin) => twin.id));
  const original = enough.find((one) => older.has(one.imageId));
  if (original && image.detectDuplicates) return [{ imageId: image.id, ofImageId: original.imageId, verdict: original.verdict }];
  if (image.place !== "library") return [];
  return inLibrary.flatMap((twin) => {
    const surest = twin.id > image.id ? enough.find((one) => one.imageId === twin.id) : undefined;
    return surest ? [{ imageId: twin.id, ofImageId: image.id, verdict: surest.verdict }] : [];
  });
}
