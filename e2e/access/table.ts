import { crossedRows } from "./crossed-rows";
import { addRows } from "./more-rows";
import { accountDoors } from "./table-accounts";
import { actionDoors } from "./table-actions";
import { duplicateRuleDoors } from "./table-duplicate-rules";
import { groupDoors } from "./table-groups";
import { imageDoors } from "./table-images";
import { linkDoors, ownLinkDoors } from "./table-links";
import { nextAuthDoors } from "./table-next-auth";
import { pageDoors } from "./table-pages";
import { recognitionDoors } from "./table-recognition";
import { searchDoors } from "./table-search";
import type { Table } from "./table-shape";
import { sharingDoors } from "./table-sharing";
import { uploadDoors } from "./table-uploads";

const doors: Table = {
  ...imageDoors,
  ...uploadDoors,
  ...searchDoors,
  ...duplicateRuleDoors,
  ...recognitionDoors,
  ...sharingDoors,
  ...groupDoors,
  ...linkDoors,
  ...ownLinkDoors,
  ...accountDoors,
  ...nextAuthDoors,
  ...actionDoors,
  ...pageDoors,
};

/** Who may do what, written by hand from what the product promises; nothing here is derived from the program. */
export const table = addRows(doors, crossedRows);
