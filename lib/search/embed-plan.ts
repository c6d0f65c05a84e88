import type { Context } from "../context/context";
import { embedText } from "../inference/embed-text";
import type { FoundSearchModel } from "../inference/model-store";
import type { SearchPlan } from "./plan-search";
import { type ModelTrouble, toModelTrouble } from "./search-coverage";

/** Unit vectors of what a line wants and does not want; those the model knows no word of are left out. */
export type EmbeddedPlan = { vector?: Float32Array | undefined; unwanted: Float32Array[]; trouble?: ModelTrouble };

/** Embeds the texts of a plan. Without a model, or when it does not answer, there is none, and the trouble says why. */
export async function embedPlan(
  ctx: Pick<Context, "inference">,
  found: FoundSearchModel,
  { text, unwanted }: Pick<SearchPlan, "text" | "unwanted">,
): Promise<EmbeddedPlan> {
  if (found.status === "missing") return { unwanted: [] };
  const embed = (each: string) => embedText(ctx.inference, found.model, each);
  try {
    const [vector, ...others] = await Promise.all([text === "" ? undefined : embed(text), ...unwanted.map(embed)]);
    return { vector, unwanted: others.filter((each) => each !== undefined) };
  } catch (error) {
    return { unwanted: [], trouble: toModelTrouble(error) };
  }
}
