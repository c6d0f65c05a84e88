import { crossedDecisions } from "./crossed-decisions";
import { crossedGroups, crossedRules } from "./crossed-duplicates";
import { crossedImages, crossedLists } from "./crossed-images";
import { crossedPlaces } from "./crossed-places";
import { crossedSearch } from "./crossed-search";
import type { MoreRows } from "./more-rows";

/** All rows by [Note: Crossed rows]; of two parts about one door both count. */
export const crossedRows: MoreRows = {};
for (const part of [crossedGroups, crossedDecisions, crossedRules, crossedLists, crossedImages, crossedSearch, crossedPlaces])
  for (const [name, rows] of Object.entries(part)) crossedRows[name] = { ...crossedRows[name], ...rows };
