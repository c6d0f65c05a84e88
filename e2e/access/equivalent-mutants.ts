import { equivalentAccounts } from "./equivalent-accounts";
import { equivalentImages } from "./equivalent-images";

/** Every mutant of which it is shown that no cell can notice it, by [Note: Equivalent mutants]. */
export const equivalentMutants: Readonly<Record<string, string>> = { ...equivalentAccounts, ...equivalentImages };
