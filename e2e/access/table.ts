import { accountDoors, actionDoors } from "./table-accounts";
import { duplicateRuleDoors } from "./table-duplicate-rules";
import { imageDoors } from "./table-images";
import { linkDoors, ownLinkDoors } from "./table-links";
import { pageDoors } from "./table-pages";
import { recognitionDoors } from "./table-recognition";
import { searchDoors } from "./table-search";
import type { Table } from "./table-shape";
import { sharingDoors } from "./table-sharing";

/** Who may do what, written by hand from what the product promises; nothing here is derived from the program. */
export const table: Table = {
  ...imageDoors,
  ...searchDoors,
  ...duplicateRuleDoors,
  ...recognitionDoors,
  ...sharingDoors,
  ...linkDoors,
  ...ownLinkDoors,
  ...accountDoors,
  ...actionDoors,
  ...pageDoors,
};
