/** Of pictures, duplicates, searches and recognition: see [Note: Equivalent mutants]. */
export const equivalentImages: Readonly<Record<string, string>> = {};
