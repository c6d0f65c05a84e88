import type { Evidence } from "./evidence";
import type * as queries from "./queries";
import { mayGo, readFound } from "./shared-part";

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
 * surest evidence; else the newer twins, when it is in the library. `evidence` comes surest first. One that the older
 * picture shows only in part, or is only a part of it, is called similar, see [Note: What may go].
 */
export function chooseRepeats(
  image: Pick<queries.SubjectRow, "id" | "place" | "detectDuplicates">,
  twins: readonly queries.TwinRow[],
  evidence: readonly Evidence[],
): queries.Repeat[] {
  const enough = evidence.filter(isHeldFor);
  const inLibrary = twins.filter((twin) => twin.place === "library");
  const older = new Set(inLibrary.filter((twin) => twin.id < image.id).map((twin) => twin.id));
  const ofOlder = enough.filter((one) => older.has(one.imageId));
  const original = ofOlder.find((one) => verdictOn(image.id, image.id, one) === "duplicate") ?? ofOlder[0];
  if (original && image.detectDuplicates)
    return [{ imageId: image.id, ofImageId: original.imageId, verdict: verdictOn(image.id, image.id, original) }];
  if (image.place !== "library") return [];
  return inLibrary.flatMap((twin) => {
    const ofTwin = twin.id > image.id ? enough.filter((one) => one.imageId === twin.id) : [];
    const verdicts = ofTwin.map((one) => verdictOn(twin.id, image.id, one));
    const verdict = verdicts.includes("duplicate") ? "duplicate" : "similar";
    return ofTwin.length > 0 ? [{ imageId: twin.id, ofImageId: image.id, verdict }] : [];
  });
}

/** What evidence of an image says of one of the two going for the other. */
function verdictOn(goingId: string, imageId: string, one: Evidence): queries.Repeat["verdict"] {
  const [ofImageId, newerId] = imageId > one.imageId ? [one.imageId, imageId] : [imageId, one.imageId];
  const pair = { imageId: newerId, ofImageId, layer: one.layer, verdict: one.verdict, ...readFound(one.evidence) };
  return mayGo(pair, goingId) ? "duplicate" : "similar";
}
