import { z } from "zod";
import { limits } from "./limits";

/** What every list takes that is answered by numbered pages. */
export const pageInput = {
  /** Counted from 1. */
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  limit: z.coerce.number().int().min(1).max(limits.page.sizeMax).default(limits.page.defaultSize),
};

/** What it answers beside its rows: which page these are, and how many rows there are on all. */
export const pageOutput = { page: z.number().int(), total: z.number().int() };

/** A page as functions of the server take it; without a limit the first thousand rows. */
export type PageInput = { page?: number; limit?: number };

/** The rows of a page, as a query takes them. */
export type PageRows = { limit: number; offset: number };

/** Where the rows of a page lie in the whole list. */
export function rowsOf({ page = 1, limit = limits.page.searchSizeMax }: PageInput): PageRows {
  return { limit, offset: (page - 1) * limit };
}
