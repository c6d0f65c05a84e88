import type { z } from "zod";
import * as about from "../about/schema";
import * as auth from "../auth/schema";
import * as tokens from "../auth/token-schema";
import * as collections from "../collections/schema";
import * as decidedDuplicates from "../duplicates/decided-schema";
import * as duplicateRules from "../duplicates/rules/schema";
import * as duplicates from "../duplicates/schema";
import * as imageFiles from "../images/file-schema";
import * as imageLists from "../images/list-schema";
import * as images from "../images/schema";
import * as ingest from "../ingest/schema";
import * as recognition from "../recognition/schema";
import * as searchHelp from "../search/help-schema";
import * as savedSearches from "../search/saved-schema";
import * as search from "../search/schema";
import * as sharingGroups from "../sharing/group-schema";
import * as sharingLinks from "../sharing/link-schema";
import * as sharing from "../sharing/schema";
import * as uploads from "../uploads/schema";
import type { Operation } from "./operation";
import * as problems from "./problem-schema";
import { tags } from "./tags";

/** Every module that declares operations or schemas that several of them share. */
const modules = {
  about,
  auth,
  collections,
  decidedDuplicates,
  duplicateRules,
  duplicates,
  imageFiles,
  imageLists,
  images,
  ingest,
  problems,
  recognition,
  savedSearches,
  search,
  searchHelp,
  sharing,
  sharingGroups,
  sharingLinks,
  tokens,
  uploads,
};
const exported = Object.entries(modules).flatMap(([module, values]) =>
  Object.entries(values as Record<string, unknown>).map(([name, value]) => ({ module, name, value })),
);

/** Whether a value that a module exports is an operation. */
export function isOperation(value: unknown): value is Operation {
  return typeof value === "object" && value !== null && "path" in value && "method" in value && "access" in value;
}

function isSchema(value: unknown): value is z.ZodType {
  return typeof value === "object" && value !== null && "_zod" in value;
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

function compareOperations(a: Operation, b: Operation): number {
  const chapters = Object.keys(tags);
  const byPlace = chapters.indexOf(a.tag) - chapters.indexOf(b.tag) || compareText(a.path, b.path);
  return byPlace || methods.indexOf(a.method) - methods.indexOf(b.method);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** All that the API can do, by chapter, path and method: the one list that tests, document and property run go by. */
export const operations: readonly Operation[] = exported
  .map(({ value }) => value)
  .filter(isOperation)
  .sort(compareOperations);

/** The schemas that the modules export, with their names and modules, in alphabetical order. */
export const namedSchemas: readonly { name: string; module: string; schema: z.ZodType }[] = exported
  .flatMap(({ name, module, value }) => (isSchema(value) ? [{ name, module, schema: value }] : []))
  .sort((a, b) => compareText(a.name, b.name) || compareText(a.module, b.module));
